// AWS SDK for JavaScript v3: who signed, with the credentials that its default chain finds.

import { createRequire } from "node:module";

// NODE_PATH counts for `require` only.
const { GetCallerIdentityCommand, STSClient } = createRequire(import.meta.url)("@aws-sdk/client-sts");

console.log((await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn);
