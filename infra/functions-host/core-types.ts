/** The messages and interfaces between the host and the `@azure/functions` library (programming model v4). */

export type LogLevel = 'trace' | 'debug' | 'information' | 'warning' | 'error' | 'critical' | 'none';
export type LogCategory = 'user' | 'system' | 'customMetric';

/** One trigger, input or output of a function, with the options its author gave. */
export type Binding = { type: string; direction?: string } & Readonly<Record<string, unknown>>;

export type RetryDuration = { seconds?: number | string };
export type RetryOptions = {
  maxRetryCount: number;
  retryStrategy: 'fixedDelay' | 'exponentialBackoff';
  delayInterval?: RetryDuration;
  minimumInterval?: RetryDuration;
  maximumInterval?: RetryDuration;
};

export type FunctionMetadata = {
  name: string;
  functionId?: string;
  bindings: Readonly<Record<string, Binding>>;
  retryOptions?: RetryOptions;
};

export type FunctionCallback = (...inputs: unknown[]) => unknown;

type Nullable<T> = { value: T } | null | undefined;

export type RpcCookie = {
  name: string;
  value: string;
  domain?: Nullable<string>;
  path?: Nullable<string>;
  expires?: Nullable<{ seconds: number | string }>;
  maxAge?: Nullable<number>;
  secure?: Nullable<boolean>;
  httpOnly?: Nullable<boolean>;
  /** `none` means that the function said nothing; `explicitNone` is SameSite=None. */
  sameSite?: 'none' | 'lax' | 'strict' | 'explicitNone';
};

export type RpcHttp = {
  method?: string;
  url?: string;
  headers?: Record<string, string>;
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: TypedData | null | undefined;
  statusCode?: string;
  cookies?: RpcCookie[];
  /** Taken by the library instead of building a `Request` of its own. */
  nativeRequest?: unknown;
};

export type TypedData = {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  double?: number;
  http?: RpcHttp;
};

export type InvocationRequest = {
  invocationId: string;
  functionId: string;
  inputData: { name: string; data: TypedData }[];
  triggerMetadata: Record<string, TypedData>;
  traceContext?: { traceParent: string; traceState: string; attributes: Record<string, string> };
  retryContext?: {
    retryCount: number;
    maxRetryCount: number;
    exception?: { message: string; stackTrace: string };
  };
};

export type InvocationResponse = {
  outputData: { name: string; data: TypedData }[];
  returnValue?: TypedData | null | undefined;
};

/** What one invocation looks like to the library. */
export type CoreInvocation = {
  invocationId: string;
  request: InvocationRequest;
  metadata: FunctionMetadata;
  state: 'preInvocationHooks' | 'invocation' | 'postInvocationHooks' | undefined;
  log(level: LogLevel, category: LogCategory, message: string): void;
};

export type InvocationModel = {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
};

export type ProgrammingModel = {
  getInvocationModel(invocation: CoreInvocation): InvocationModel;
  getCapabilities(defaults: Record<string, string>): Promise<Record<string, string>>;
};
