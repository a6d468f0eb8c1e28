#!/usr/bin/env node
// The command line checker. Committed, so that npm links it before the first build.
import '../out/tflow.js';
