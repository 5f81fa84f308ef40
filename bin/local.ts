import { main } from '../lib/local/main.ts';

await main(process.argv.slice(2));
