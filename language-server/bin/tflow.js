#!/usr/bin/env node
// The command line checker. Committed, so that npm links it before the first build.
import { oldNode } from './old-node.js';

if (!oldNode('tflow')) await import('../out/tflow.js');
