//! How far we are with the plan: how much of it is done, how fast, and how long the rest takes.

use std::fmt::Write as _;
use std::time::Duration;

use tokio::time::Instant;

use super::is_work;
use crate::parameter::name::ParameterName;
use crate::progress;
use crate::seed::plan::Action;
use crate::seed::plan::Plan;
use crate::terminal::Terminal;

/// What shorter work takes is not worth a line.
const AT_FIRST: Duration = Duration::from_millis(500);

/// Whoever hears nothing for so long wonders why.
const LONG: Duration = Duration::from_secs(10);

/// How many characters the bar has.
const BAR: usize = 20;

/// What is to be done, what is done, and what is under way.
pub(super) struct Progress<'a> {
    all: usize,
    done: usize,
    under_way: Vec<&'a ParameterName>,
    started: Instant,
    /// When a step ended last.
    latest: Instant,
    told: progress::Progress,
}

impl<'a> Progress<'a> {
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            all: plan.steps.iter().filter(|step| is_told(&step.action)).count(),
            done: 0,
            under_way: Vec::new(),
            started: Instant::now(),
            latest: Instant::now(),
            told: progress::Progress::start(AT_FIRST),
        }
    }

    pub(super) fn begins(&mut self, name: &'a ParameterName) {
        self.under_way.push(name);
    }

    pub(super) fn ends(&mut self, name: &ParameterName) {
        self.under_way.retain(|other| *other != name);
        self.done += 1;
        self.latest = Instant::now();
    }

    /// Waits until there is something to tell.
    pub(super) async fn tick(&self) {
        self.told.tick().await;
    }

    /// Tells how far we are.
    pub(super) fn tell(&mut self, writes_a_second: Option<f64>, terminal: &mut Terminal) {
        let line = self.line(writes_a_second);
        let name = self.under_way.first().map_or("", |name| name.as_str());
        self.told.tell(&format!("{} ", self.bar()), &line, name, terminal);
    }

    /// Takes the line away.
    pub(super) fn end(&self, terminal: &mut Terminal) {
        self.told.end(terminal);
    }

    fn bar(&self) -> String {
        let full = BAR * self.done / self.all.max(1);
        format!("[{}{}]", "#".repeat(full), ".".repeat(BAR - full))
    }

    fn line(&self, writes_a_second: Option<f64>) -> String {
        let seconds = self.started.elapsed().as_secs_f64();
        line(self.done, self.all, seconds, writes_a_second) + &silence(self.latest.elapsed())
    }
}

fn is_told(action: &Action) -> bool {
    is_work(action) || matches!(action, Action::Delete(_))
}

/// The time that is left follows from how fast it went so far, and is not below what the pace allows.
fn line(done: usize, all: usize, seconds: f64, writes_a_second: Option<f64>) -> String {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let mut line = format!("{done} of {all} done");
    let rate = count(done) / seconds.max(0.001);
    if done > 0 {
        let slowest = writes_a_second.map_or(rate, |pace| rate.min(pace));
        let left = (count(all - done.min(all)) / slowest).ceil();
        write!(line, ", {rate:.1} a second, about {left:.0} s left").expect("it is a text");
    }
    line
}

/// Says for how long nothing has ended: the service may not answer, or have no room for us.
fn silence(since: Duration) -> String {
    if since < LONG { String::new() } else { format!(", nothing for {} s", since.as_secs()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_for_long_is_told_so() {
        assert_eq!(silence(Duration::from_millis(9_999)), "");
        assert_eq!(silence(Duration::from_millis(12_500)), ", nothing for 12 s");
    }

    #[test]
    fn the_line_says_how_many_how_fast_and_how_long() {
        assert_eq!(line(0, 100, 10.0, Some(3.0)), "0 of 100 done");
        assert_eq!(line(30, 100, 10.0, Some(3.0)), "30 of 100 done, 3.0 a second, about 24 s left");
        // The burst is over, and others slow us down.
        assert_eq!(line(40, 100, 10.0, Some(2.0)), "40 of 100 done, 4.0 a second, about 30 s left");
        assert_eq!(line(100, 100, 10.0, None), "100 of 100 done, 10.0 a second, about 0 s left");
    }
}
