import { ApiMapping, DomainName, type HttpApi, type HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { DomainSettings } from '../config/index.ts';

/** The domain and what it leads to. */
interface CustomDomainProps extends DomainSettings {
  readonly api: HttpApi;
  readonly stage: HttpStage;
}

/** The API's own domain. Its DNS record, an alias or CNAME for `target`, is the zone owner's to make. */
export class CustomDomain extends Construct {
  /** The host name that the domain's DNS record must point at. */
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
