/** A handler that does nothing, to measure Node.js and the harness. */
export const handler = async () => ({ statusCode: 200, headers: {}, cookies: [], body: '' });
