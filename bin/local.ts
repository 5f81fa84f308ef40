import { runLocal } from '../lib/local/main.ts';

await runLocal(process.argv.slice(2));
