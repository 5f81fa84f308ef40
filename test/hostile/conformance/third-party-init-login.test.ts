import { describePlan } from '../../support/conformance/describe-plan.ts';

await describePlan('third-party-init-login');
