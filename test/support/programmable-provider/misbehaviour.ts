import type { ServerResponse } from 'node:http';
import type { JSONWebKeySet, JWTHeaderParameters, JWTPayload } from 'jose';
import type { Signer } from './signer.ts';

/** The endpoints, whose calls are counted and whose replies can be taken over. */
export type Endpoint =
  | 'discovery'
  | 'jwks'
  | 'push'
  | 'authorize'
  | 'token'
  | 'userinfo'
  | 'endSession'
  | 'registration';

/** What a login asked for and whom it is about, as the code stands for it. */
export interface Grant {
  readonly sub: string;
  readonly nonce: string | undefined;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly maxAge: number | undefined;
}

/** A JSON object. */
export type Document = Readonly<Record<string, unknown>>;

/** Takes a reply over; `proceed` gives the regular one after all. */
export type Reply = (response: ServerResponse, proceed: () => Promise<void>) => void | Promise<void>;

type Change<T> = (value: T, grant: Grant) => T | Promise<T>;

/** What the provider does otherwise than a plain one. Each changes what that would have sent. */
export interface Misbehaviour {
  readonly discovery?: (document: Document) => Document;
  readonly jwks?: (set: JSONWebKeySet) => JSONWebKeySet;
  /** The authorization response's parameters, in answer to the request's. */
  readonly authorization?: (response: URLSearchParams, request: URLSearchParams) => void;
  /** Judges the client's authentication at the token endpoint, and where requests are pushed to, by other means than the client secret. */
  readonly client?: (form: URLSearchParams) => Promise<boolean>;
  /** The answer to a pushed request. */
  readonly pushed?: (answer: Document) => Document;
  readonly header?: (header: JWTHeaderParameters) => JWTHeaderParameters;
  readonly claims?: Change<JWTPayload>;
  /** Makes the ID token by other means than the provider's signature. */
  readonly idToken?: (header: JWTHeaderParameters, claims: JWTPayload, signer: Signer) => string | Promise<string>;
  readonly tokens?: Change<Document>;
  readonly userinfo?: (claims: Document) => Document;
  /** Answers UserInfo as a JWT, made from the claims of a regular one (Core 1.0 section 5.3.2); undefined: as JSON. */
  readonly signedUserinfo?: ((claims: JWTPayload, signer: Signer) => string | Promise<string>) | undefined;
  readonly replies?: Partial<Record<Endpoint, Reply>>;
}
