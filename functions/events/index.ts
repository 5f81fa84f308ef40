import { connectionFromEnvironment } from '../core/aws/environment.ts';
import { createEventBus } from '../core/aws/event-bus.ts';
import { jsonLog } from '../core/base/log.ts';
import { type BatchAnswer, publish, type StreamBatch } from './publish.ts';

const putEvents = createEventBus(connectionFromEnvironment(process.env), Math.random);

/** Lambda handler of the table's DynamoDB stream: publishes audit events to the event bus. */
export const handler = (batch: StreamBatch): Promise<BatchAnswer> => publish(batch, { putEvents, log: jsonLog });
