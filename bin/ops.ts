import { main } from '../lib/ops/main.ts';

process.exitCode = await main(process.argv.slice(2));
