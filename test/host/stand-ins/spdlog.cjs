// Stands in for VS Code's native logger `@vscode/spdlog`, which would have to be compiled.
// Knows how to append lines to a log file; without it Output channels stay empty. Files are not rotated.
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
let defaultLevel = 2;

class Logger {
  constructor(_kind, name, file) {
    this.name = name;
    this.file = file;
    this.level = defaultLevel;
    this.bare = false;
    if (file) fs.mkdirSync(path.dirname(file), { recursive: true });
  }
  write(level, text) {
    if (level < this.level || !this.file) return;
    const head = this.bare ? '' : `${new Date().toISOString().replace('T', ' ').replace('Z', '')} [${levels[level]}] `;
    try {
      fs.appendFileSync(this.file, this.bare ? text : `${head}${text}\n`);
    } catch {
      // The folder goes away while the server shuts down: a lost line of log harms nobody.
    }
  }
  trace(text) { this.write(0, text); }
  debug(text) { this.write(1, text); }
  info(text) { this.write(2, text); }
  warn(text) { this.write(3, text); }
  error(text) { this.write(4, text); }
  critical(text) { this.write(5, text); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.bare = true; }
  flush() {}
  drop() {}
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = (level) => { defaultLevel = level; };
exports.setFlushOn = () => {};
exports.createRotatingLogger = async (name, file) => new Logger('rotating', name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger('rotating_async', name, file);
