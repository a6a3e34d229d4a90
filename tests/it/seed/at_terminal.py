"""Runs a command at a terminal, types an answer each time it asks, and says what was on the screen."""

import json
import os
import pty
import sys

question, answers, command = sys.argv[1].encode(), json.loads(sys.argv[2]), sys.argv[3:]
child, screen = pty.fork()
if child == 0:
    os.execv(command[0], command)

shown = b""
typed = 0
while True:
    try:
        read = os.read(screen, 65536)
    except OSError:
        # Nobody is at the other end any more.
        break
    if not read:
        break
    shown += read
    while typed < min(shown.count(question), len(answers)):
        os.write(screen, answers[typed].encode())
        typed += 1

_, status = os.waitpid(child, 0)
sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(status) % 256)
