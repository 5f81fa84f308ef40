/** A handler that does nothing: what is left is Node.js and the harness. */
export const handler = async () => ({ statusCode: 200, headers: {}, cookies: [], body: '' });
