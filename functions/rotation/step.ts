import type { RotationPorts } from './ports.ts';
import type { SecretToRotate } from './secret-to-rotate.ts';

/**
 * One of the four steps of a rotation. Each is idempotent: Secrets Manager may run it again after a failure at any
 * point.
 */
export type RotationStep = (secret: SecretToRotate, version: string, ports: RotationPorts) => Promise<void>;
