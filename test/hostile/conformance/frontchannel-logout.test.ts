import { describePlan } from '../../support/conformance/describe-plan.ts';

await describePlan('frontchannel-logout');
