//! The only room with a voice: every byte that a person or a program reads leaves through here.

mod hidden;

use std::io::{self, IsTerminal as _, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use clap::ColorChoice;

use crate::environment::Environment;
use crate::error::{Error, Outcome, Trouble};
use crate::foreign;
use crate::mask::Mask;
use crate::secret::Secret;

use hidden::Hidden;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// Lines are no longer than this where nobody says how wide the terminal is.
const WIDTH: usize = 80;

/// Standard output for answers, standard error for remarks, standard input for one question.
pub struct Terminal {
    answers: AutoStream<io::Stdout>,
    remarks: AutoStream<io::Stderr>,
    mask: Mask,
    /// How many columns of the last line are drawn, and will be drawn over.
    drawn: usize,
    /// Whether a question stands on the last line, which nobody has ended yet.
    asks: bool,
}

impl Terminal {
    /// Opens the standard streams.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the room that may")]
    pub fn stdio(color: ColorChoice, environment: &Environment) -> Self {
        let color = match color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        Self {
            answers: AutoStream::new(io::stdout(), color),
            remarks: AutoStream::new(io::stderr(), color),
            mask: Mask::new(environment.home()),
            drawn: 0,
            asks: false,
        }
    }

    /// Prints what clap has to say about the command line: help, the version, or what is wrong with it.
    #[must_use]
    pub fn usage(answer: &clap::Error) -> Outcome {
        // Nobody is left to tell when this cannot be printed.
        drop(answer.print());
        if answer.use_stderr() { Outcome::AskedWrongly } else { Outcome::Yes }
    }

    /// Prints an answer to standard output.
    pub(crate) fn answer(&mut self, text: &str) -> Result<(), Error> {
        self.erase();
        if std::mem::take(&mut self.asks) {
            self.put_remark("\n");
        }
        match self.answers.write_all(text.as_bytes()).and_then(|()| self.answers.flush()) {
            // The reader, such as `head`, has seen enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result.map_err(|error| Trouble::Unprintable(error).into()),
        }
    }

    /// Prints a remark to standard error.
    pub(crate) fn remark(&mut self, text: &str) {
        self.say(format_args!("{}\n", lines(text)));
    }

    /// Prints to standard error what would be an answer elsewhere: it is harmless, and has styles.
    pub(crate) fn remark_answer(&mut self, text: &str) {
        self.say(format_args!("{}\n", text.trim_end()));
    }

    /// Says something to the program that reads along, on a line that is left as it is: nothing is masked, for it may
    /// be what is to be masked.
    pub(crate) fn command(&mut self, line: &str) {
        self.erase();
        drop(writeln!(self.remarks, "{line}").and_then(|()| self.remarks.flush()));
    }

    /// Prints a warning to standard error.
    pub(crate) fn warn(&mut self, text: &str) {
        let lines: Vec<String> = lines(text).lines().map(|line| marked(line, WARNING)).collect();
        self.say(format_args!("{WARNING}warning{WARNING:#}: {}\n", lines.join("\n")));
    }

    /// Draws a line in the place of the one before. Whatever else is said takes it away first.
    pub(crate) fn draw(&mut self, line: &str) {
        let line: String = foreign::escaped(line).chars().take(columns() - 1).collect();
        let line = self.mask.prose(&line);
        let columns = line.chars().count();
        let rest = " ".repeat(self.drawn.saturating_sub(columns));
        self.put_remark(&format!("\r{line}{rest}"));
        self.drawn = columns;
    }

    /// Draws a line with a name at its end; of one that is too long the end is shown.
    pub(crate) fn draw_with_end(&mut self, line: &str, name: &str) {
        let room = (columns() - 1).saturating_sub(line.chars().count());
        self.draw(&format!("{line}{}", end_of(name, room)));
    }

    /// Takes the drawn line away.
    pub(crate) fn erase(&mut self) {
        if self.drawn > 0 {
            // Behind it may stand what a terminal shows of Ctrl-C.
            let blank = " ".repeat((self.drawn + 2).min(columns() - 1));
            self.drawn = 0;
            self.put_remark(&format!("\r{blank}\r"));
        }
    }

    /// Prints an error: its message, its causes, and apart from them what to try.
    pub fn fail(&mut self, error: &Error) {
        for line in error.to_string().lines() {
            let line = foreign::escaped(line);
            // What is indented belongs to the line before.
            match line.strip_prefix(' ') {
                Some(line) => self.say(format_args!("{}\n", marked(line, ERROR))),
                None => self.say(format_args!("{ERROR}error{ERROR:#}: {line}\n")),
            }
        }
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            self.say(format_args!("  caused by: {}\n", foreign::harmless(&error.to_string())));
            cause = error.source();
        }
        if let Some(hint) = error.hint() {
            self.say(format_args!("\n{HINT}hint{HINT:#}: {}\n", lines(&hint)));
        }
    }

    /// Asks a yes/no question and reads a line; only `y` and `yes` are yes.
    pub(crate) async fn confirm(&mut self, question: &str) -> bool {
        self.say(format_args!("{question} [y/N] "));
        self.asks = true;
        let line = tokio::task::spawn_blocking(read_line).await.unwrap_or_default();
        self.asks = !line.ends_with('\n');
        matches!(line.trim().to_ascii_lowercase().as_str(), "y" | "yes")
    }

    /// Asks for a text that nobody may see, and reads a line. When nobody waits for it any more, the terminal is as it
    /// was before.
    pub(crate) async fn ask_secret(&mut self, question: &str) -> io::Result<Secret> {
        let hidden = Hidden::start()?;
        self.say(format_args!("{}: ", lines(question)));
        self.asks = true;
        let line = tokio::task::spawn_blocking(read_secret).await.map_err(io::Error::other)?;
        drop(hidden);
        // Whoever typed it saw no line end.
        self.say(format_args!(""));
        line
    }

    /// Tells whether somebody is there who can be asked.
    #[expect(clippy::disallowed_methods, reason = "this is the room that may")]
    pub(crate) fn can_ask() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Tells whether remarks are read on a screen, where a line can be drawn again.
    #[expect(clippy::disallowed_methods, reason = "this is the room that may")]
    pub(crate) fn has_screen() -> bool {
        io::stderr().is_terminal()
    }

    /// Tells whether a person sits at the keyboard.
    #[expect(clippy::disallowed_methods, reason = "this is the room that may")]
    pub(crate) fn has_keyboard() -> bool {
        io::stdin().is_terminal()
    }

    /// Returns how many columns an answer may take, or nothing when no person reads it.
    #[expect(clippy::disallowed_methods, reason = "this is the room that may")]
    pub(crate) fn width() -> Option<usize> {
        io::stdout().is_terminal().then(|| {
            terminal_size::terminal_size()
                .map_or(WIDTH, |(width, _)| usize::from(width.0))
                .max(WIDTH / 2)
        })
    }

    /// Masks and prints; a remark that cannot be printed has nobody to miss it.
    fn say(&mut self, text: std::fmt::Arguments<'_>) {
        self.erase();
        let end = if std::mem::take(&mut self.asks) { "\n" } else { "" };
        let text = self.mask.prose(&text.to_string());
        self.put_remark(&format!("{end}{text}"));
    }

    fn put_remark(&mut self, text: &str) {
        drop(self.remarks.write_all(text.as_bytes()).and_then(|()| self.remarks.flush()));
    }
}

/// A line that is drawn does not outlive whoever drew it.
impl Drop for Terminal {
    fn drop(&mut self) {
        self.erase();
    }
}

/// Returns how wide the terminal is: one column at least.
fn columns() -> usize {
    terminal_size::terminal_size().map_or(WIDTH, |(width, _)| width.0.into()).max(1)
}

/// Makes a text harmless, whatever anybody has put into a name or a path, and keeps its lines.
fn lines(text: &str) -> String {
    text.split('\n').map(foreign::escaped).collect::<Vec<_>>().join("\n")
}

/// Colours the marks below a line of a file, where there is nothing else.
fn marked(line: &str, style: Style) -> String {
    match line.split_once('|') {
        Some((gutter, marks))
            if gutter.trim().is_empty() && marks.trim_matches([' ', '^', '.']).is_empty() =>
        {
            format!("{gutter}|{style}{marks}{style:#}")
        }
        _ => line.to_owned(),
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the room that may")]
fn read_line() -> String {
    let mut line = String::new();
    // What cannot be read is not a yes.
    drop(io::stdin().read_line(&mut line));
    line
}

#[expect(clippy::disallowed_methods, reason = "this is the room that may")]
fn read_secret() -> io::Result<Secret> {
    let mut line = zeroize::Zeroizing::new(String::new());
    io::stdin().read_line(&mut line)?;
    let text = line.strip_suffix('\n').unwrap_or(&line);
    Ok(Secret::new(text.strip_suffix('\r').unwrap_or(text)))
}

/// Writes a value as the one JSON document that programs read.
pub(crate) fn document(value: &impl serde::Serialize) -> String {
    // Only a map with keys that are no text could fail, and there is none.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
/// Returns the end of a text, with so many characters at most.
fn end_of(text: &str, room: usize) -> String {
    let surplus = text.chars().count().saturating_sub(room);
    if surplus == 0 {
        return text.to_owned();
    }
    let mark = "...";
    let rest = text.chars().skip(surplus + mark.len()).collect::<String>();
    if room > mark.len() { format!("{mark}{rest}") } else { String::new() }
}
