#!/usr/bin/env node
// The language server over stdio. Committed, so that npm links it before the first build.
import '../out/server.cjs';
