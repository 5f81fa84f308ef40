import type { JsonObject } from '../../../functions/core/base/json.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import {
  type AwsRequest,
  type AwsResponse,
  type AwsService,
  errorResponse,
  exceptionResponse,
  inputOf,
  operationOf,
} from '../aws/service.ts';
import { asArray, asObject } from '../json.ts';
import type { RotationRecords } from './records.ts';

const { current, pending } = stagingLabels;

/** An operation whose request or response is changed between the caller and the service. */
type Operation = (request: AwsRequest, input: JsonObject) => Promise<AwsResponse>;

/**
 * Adds versions without a value to a Secrets Manager. A rotation attaches the staging label AWSPENDING to its new
 * version before the rotation function stores a value. Until then the label is visible and can be moved, but there is
 * no value to read (Secrets Manager API Reference: DescribeSecret, RotateSecret). No request to the service can create
 * such a version, so it is stored in `records`, and the service's responses are amended.
 */
export function withEmptyVersions(service: AwsService, records: RotationRecords): AwsService {
  /** Finds a secret and the ID of its version without a value; undefined if the secret has no such version. */
  async function find(SecretId: unknown): Promise<{ ARN: string; Name: unknown; empty: string } | undefined> {
    const request = { target: 'secretsmanager.DescribeSecret', body: JSON.stringify({ SecretId }) };
    const { ARN, Name } = outputOf(await service(request)) ?? {};
    const empty = records.of(String(ARN)).emptyVersion;
    return empty === undefined ? undefined : { ARN: String(ARN), Name, empty };
  }

  /**
   * Forwards a request that attaches AWSPENDING to a version with a value. If that succeeds, the secret has no version
   * without a value any more: that version has received a value, or has lost its only label.
   */
  async function forwardLabel(request: AwsRequest, input: JsonObject, arn: string): Promise<AwsResponse> {
    const response = await service({ ...request, body: JSON.stringify(input) });
    if (response.status === 200) forget(arn);
    return response;
  }

  function forget(arn: string): void {
    const { emptyVersion: _, ...record } = records.of(arn);
    records.set(arn, record);
  }

  async function amend(request: AwsRequest, change: (output: JsonObject, empty: string) => JsonObject) {
    const response = await service(request);
    const output = outputOf(response);
    const empty = records.of(String(output?.['ARN'])).emptyVersion;
    if (output === undefined || empty === undefined) return response;
    return { ...response, body: JSON.stringify(change(output, empty)) };
  }

  const operations: Readonly<Record<string, Operation>> = {
    DescribeSecret: (request) =>
      amend(request, (output, empty) => ({
        ...output,
        VersionIdsToStages: {
          ...asObject(output['VersionIdsToStages'] ?? {}, 'VersionIdsToStages'),
          [empty]: [pending],
        },
      })),

    ListSecretVersionIds: (request) =>
      amend(request, (output, empty) => {
        if (output['NextToken'] !== undefined) return output;
        const versions = asArray(output['Versions'], 'Versions');
        return { ...output, Versions: [...versions, { VersionId: empty, VersionStages: [pending] }] };
      }),

    async PutSecretValue(request, input) {
      const secret = await find(input['SecretId']);
      const asked = input['VersionStages'] ?? [current];
      if (secret === undefined || !Array.isArray(asked)) return service(request);
      const isItsValue = input['ClientRequestToken'] === secret.empty;
      if (!isItsValue && !asked.includes(pending)) return service(request);
      return forwardLabel(request, { ...input, VersionStages: [...new Set([...asked, pending])] }, secret.ARN);
    },

    async UpdateSecretVersionStage(request, { RemoveFromVersionId, ...input }) {
      const secret = input['VersionStage'] === pending ? await find(input['SecretId']) : undefined;
      if (secret === undefined) return service(request);
      const { ARN, Name, empty } = secret;
      if (RemoveFromVersionId !== empty) {
        const message = `Staging label ${pending} is attached to version ${empty}, which RemoveFromVersionId must name.`;
        return errorResponse('InvalidParameterException', message);
      }
      if ((input['MoveToVersionId'] ?? undefined) !== undefined) return forwardLabel(request, input, ARN);
      forget(ARN);
      return { status: 200, body: JSON.stringify({ ARN, Name }) };
    },
  };
  async function respondTo(request: AwsRequest): Promise<AwsResponse> {
    const name = operationOf(request);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    return operation === undefined ? service(request) : operation(request, inputOf(request));
  }
  return (request) => respondTo(request).catch(exceptionResponse);
}

/** The operation's output in a successful response; undefined for an error response. */
export function outputOf({ status, body }: AwsResponse): JsonObject | undefined {
  return status === 200 ? asObject(JSON.parse(body), 'The output') : undefined;
}
