import { parseDuration } from '../../../../base/duration'
import { seconds } from '../../../../base/time'
import { base64 } from '../../../api/base64'
import { formatTime } from '../../../api/timestamp'
import type { KubeObject } from '../../../api/types'
import { condition, isTrue, ownedBy, wanted } from './build'
import type { Controller, Custom, CustomObject, Look, Told } from './custom'

/* Models cert-manager: pkg/issuer/{selfsigned,ca}, pkg/controller/certificates, pkg/controller/certificaterequests. */

const group = 'cert-manager.io'

interface CertificateSpec extends Readonly<Record<string, unknown>> {
  readonly secretName: string
  readonly commonName?: string
  readonly dnsNames?: readonly string[]
  readonly duration?: string
  readonly issuerRef: IssuerRef
}
interface IssuerRef {
  readonly name: string
  readonly kind?: string
  readonly group?: string
}

const issuers = (resource: string): Custom => ({ resource: `${group}/${resource}`, tell: tellIssuer })

export const certManager: Controller = {
  image: /cert-manager-controller$/,
  component: 'cert-manager-certificates-issuing',
  watches: ['secrets'],
  customs: [
    issuers('issuers'),
    issuers('clusterissuers'),
    { resource: `${group}/certificates`, wants: wantsOf, tell: tellCertificate },
    { resource: `${group}/certificaterequests`, tell: tellRequest }
  ]
}

/** What signs by itself or by a key pair of the cluster is ready; whoever is asked outside (ACME, Vault, Venafi) is not modelled. */
function tellIssuer(object: CustomObject, look: Look): Told | null {
  const { selfSigned, ca } = object.spec as { selfSigned?: object; ca?: { secretName: string } }
  const now = formatTime(look.now)
  const ready = (status: 'True' | 'False', reason: string, message = '') => {
    const was = object.status?.conditions?.[0]
    const isNews = message !== '' && (was?.status !== status || was.message !== message)
    return {
      status: { ...object.status, conditions: [condition(object, now, { type: 'Ready', status, reason, message })] },
      events: isNews ? ([[status === 'True' ? 'Normal' : 'Warning', reason, message]] as const) : []
    }
  }
  if (selfSigned) return ready('True', 'IsReady')
  if (!ca) return null
  const namespace =
    object.kind === 'ClusterIssuer'
      ? look.flag('cluster-resource-namespace', 'cert-manager')
      : object.metadata.namespace
  return look.find('secrets', namespace?.replace('$(POD_NAMESPACE)', 'cert-manager'), ca.secretName)
    ? ready('True', 'KeyPairVerified', 'Signing CA verified')
    : ready('False', 'ErrGetKeyPair', `Error getting keypair for CA issuer: secrets "${ca.secretName}" not found`)
}

const issuerOf = (look: Look, namespace: string | undefined, { name, kind }: IssuerRef): KubeObject | undefined =>
  kind === 'ClusterIssuer'
    ? look.find(`${group}/clusterissuers`, undefined, name)
    : look.find(`${group}/issuers`, namespace, name)

const specOf = ({ spec }: CustomObject): CertificateSpec => spec as CertificateSpec

/** A request, and when that is granted the key pair. */
function wantsOf(object: CustomObject, look: Look) {
  const { metadata } = object
  const { secretName, issuerRef, commonName = '', dnsNames = [] } = specOf(object)
  const request = `${metadata.name}-1`
  const asked = wanted(
    `${group}/certificaterequests`,
    `${group}/v1`,
    'CertificateRequest',
    ownedBy(
      object,
      request,
      {},
      { [`${group}/certificate-name`]: metadata.name, [`${group}/certificate-revision`]: '1' }
    ),
    {
      spec: {
        issuerRef,
        request: base64(`request of ${metadata.name}`),
        usages: ['digital signature', 'key encipherment']
      }
    }
  )
  if (!isTrue(look.find(`${group}/certificaterequests`, metadata.namespace, request), 'Ready')) return [asked]
  const issuer = issuerRef.name
  const annotations = {
    [`${group}/alt-names`]: dnsNames.join(','),
    [`${group}/certificate-name`]: metadata.name,
    [`${group}/common-name`]: commonName,
    [`${group}/ip-sans`]: '',
    [`${group}/issuer-group`]: issuerRef.group ?? '',
    [`${group}/issuer-kind`]: issuerRef.kind ?? 'Issuer',
    [`${group}/issuer-name`]: issuer,
    [`${group}/uri-sans`]: ''
  }
  const labels = { 'controller.cert-manager.io/fao': 'true' }
  const pem = (what: string) =>
    base64(`-----BEGIN ${what}-----\n${base64(`${secretName} by ${issuer}`)}\n-----END ${what}-----\n`)
  return [
    asked,
    // A certificate's Secret stays when the Certificate is deleted.
    wanted(
      'secrets',
      'v1',
      'Secret',
      { name: secretName, namespace: metadata.namespace!, labels, annotations },
      {
        type: 'kubernetes.io/tls',
        data: { 'ca.crt': pem('CERTIFICATE'), 'tls.crt': pem('CERTIFICATE'), 'tls.key': pem('RSA PRIVATE KEY') }
      }
    )
  ]
}

function tellRequest(object: CustomObject, look: Look): Told {
  const ref = object.spec['issuerRef'] as IssuerRef
  const now = formatTime(look.now)
  const issuer = issuerOf(look, object.metadata.namespace, ref)
  const kind = ref.kind ?? 'Issuer'
  const approved = {
    type: 'Approved',
    status: 'True',
    reason: 'cert-manager.io',
    message: 'Certificate request has been approved by cert-manager.io'
  }
  const pending = issuer
    ? 'Referenced issuer does not have a Ready status condition'
    : `Referenced "${kind}" not found: ${kind.toLowerCase()}.cert-manager.io "${ref.name}" not found`
  const ready = isTrue(issuer, 'Ready')
    ? { type: 'Ready', status: 'True', reason: 'Issued', message: 'Certificate fetched from issuer successfully' }
    : { type: 'Ready', status: 'False', reason: 'Pending', message: pending }
  const was = object.status?.conditions?.find(({ type }) => type === 'Ready')
  const event =
    ready.status === 'True'
      ? (['Normal', 'CertificateIssued', ready.message] as const)
      : issuer
        ? null
        : (['Normal', 'IssuerNotFound', pending] as const)
  return {
    status: {
      ...object.status,
      conditions: [approved, ready].map((one) => condition(object, now, one)),
      ...(ready.status === 'True' && { certificate: base64(`certificate of ${object.metadata.name}`) })
    },
    events: event && was?.message !== ready.message ? [event] : []
  }
}

/** Without its Secret it is being issued; with it, it is ready. Models pkg/controller/certificates/{trigger,readiness,issuing}. */
function tellCertificate(object: CustomObject, look: Look): Told {
  const now = formatTime(look.now)
  const { secretName, duration } = specOf(object)
  const { metadata, status } = object
  if (!look.find('secrets', metadata.namespace, secretName)) {
    const why = { reason: 'DoesNotExist', message: 'Issuing certificate as Secret does not exist' }
    const conditions = [
      { type: 'Issuing', status: 'True', ...why },
      { type: 'Ready', status: 'False', ...why }
    ].map((one) => condition(object, now, one))
    const begins = !isTrue(object, 'Issuing')
    return {
      status: { ...status, conditions },
      events: begins
        ? [
            ['Normal', 'Issuing', why.message],
            ['Normal', 'Generated', `Stored new private key in temporary Secret resource "${metadata.name}-key"`],
            ['Normal', 'Requested', `Created new CertificateRequest resource "${metadata.name}-1"`]
          ]
        : []
    }
  }
  if (isTrue(object, 'Ready')) return { status: status! }
  const read = parseDuration(duration ?? '')
  const life = read.ok ? read.value : seconds(2_160 * 3_600)
  return {
    status: {
      conditions: [
        condition(object, now, {
          type: 'Ready',
          status: 'True',
          reason: 'Ready',
          message: 'Certificate is up to date and has not expired'
        })
      ],
      notBefore: now,
      notAfter: formatTime(look.now + life),
      renewalTime: formatTime(look.now + Math.floor((life * 2) / 3)),
      revision: 1
    },
    events: [['Normal', 'Issuing', 'The certificate has been successfully issued']]
  }
}
