// Stands in for `@vscode/native-watchdog`, which would have to be compiled.
// Knows how to end an extension host whose server is gone; a hung event loop it cannot see.
'use strict';

exports.start = (pid) => {
  const timer = setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (error.code === 'ESRCH') process.exit(87);
    }
  }, 2000);
  timer.unref();
};
exports.exit = (code) => process.exit(code ?? 0);
