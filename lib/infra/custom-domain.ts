import { ApiMapping, DomainName, type HttpApi, type HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { DomainSettings } from '../config/index.ts';

/** The custom domain's settings, and the API and stage that the domain is mapped to. */
interface CustomDomainProps extends DomainSettings {
  readonly api: HttpApi;
  readonly stage: HttpStage;
}

/** Custom domain of the HTTP API. The owner of the DNS zone adds an alias or CNAME record for `target`. */
export class CustomDomain extends Construct {
  /** Host name that the domain's DNS record must point to. */
  readonly target: string;

  constructor(scope: Construct, id: string, { name, certificateArn, api, stage }: CustomDomainProps) {
    super(scope, id);
    const domainName = new DomainName(this, 'Name', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
    });
    new ApiMapping(this, 'Mapping', { api, stage, domainName });
    this.target = domainName.regionalDomainName;
  }
}
