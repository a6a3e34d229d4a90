"""Runs a command at a terminal, types an answer to a question, and says what was on the screen."""

import os
import pty
import sys

question, answer, command = sys.argv[1].encode(), sys.argv[2].encode(), sys.argv[3:]
child, screen = pty.fork()
if child == 0:
    os.execv(command[0], command)

shown = b""
typed = False
while True:
    try:
        read = os.read(screen, 65536)
    except OSError:
        # Nobody is at the other end any more.
        break
    if not read:
        break
    shown += read
    if not typed and question in shown:
        os.write(screen, answer)
        typed = True

_, status = os.waitpid(child, 0)
sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(status) % 256)
