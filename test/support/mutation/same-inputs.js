import { configureGlobal } from 'fast-check';

// The same inputs each time, so that what properties notice is the same too, and none of the search for a smaller one.
configureGlobal({ seed: 1, endOnFailure: true });
// Where many inputs are asked for, a fifth of them: what needs more to be noticed is to have an example.
process.env.FUZZ_FACTOR = '0.2';
