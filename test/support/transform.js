import { createHash } from 'node:crypto';
import { transformSync } from 'esbuild';

/** Jest transformer: strips types with esbuild, keeps modules native. */
export default {
  process(source, path) {
    const { code, map } = transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node20',
      sourcefile: path,
      sourcemap: 'external',
    });
    return { code, map };
  },
  getCacheKey(source, path) {
    return createHash('sha256').update(source).update(path).digest('hex');
  },
};
