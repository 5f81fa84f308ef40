import { runOpsCommand } from '../lib/ops/main.ts';

process.exitCode = await runOpsCommand(process.argv.slice(2));
