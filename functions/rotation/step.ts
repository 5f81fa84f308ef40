import type { RotationPorts } from './ports.ts';
import type { SecretToRotate } from './secret-to-rotate.ts';

/** One of the four steps: each may be run again, whatever became of it the first time. */
export type RotationStep = (secret: SecretToRotate, version: string, ports: RotationPorts) => Promise<void>;
