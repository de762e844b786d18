import type { CertificateSigningRequest as Published } from 'kubernetes-types/certificates/v1'
import { seconds } from '../../../../base/time'
import { base64Bytes, base64Decode } from '../../../api/base64'
import { humanDuration } from '../../../api/duration'
import { labelText } from '../../../api/kinds/columns'
import type { KubeObject } from '../../../api/types'
import { readRequest } from './certificate-request'
import type { Describer } from './describer'
import { longTime, type Writer } from './writer'

type Request = KubeObject & Pick<Published, 'spec' | 'status'>

const writeList = (writer: Writer, name: string, values: readonly string[]): void => {
  if (values.length > 0) writer.line(0, `\t${name}:\t${values.join('\n\t\t')}`)
}

/** Models describeCertificateSigningRequest. */
export const certificateRequest: Describer<Request> = {
  write: ({ metadata, spec, status }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Labels', labelText(metadata.labels))
    writer.row(0, 'Annotations', labelText(metadata.annotations))
    writer.row(0, 'CreationTimestamp', longTime(metadata.creationTimestamp))
    writer.row(0, 'Requesting User', spec.username ?? '')
    if (spec.signerName) writer.row(0, 'Signer', spec.signerName)
    const { expirationSeconds } = spec as { expirationSeconds?: number }
    if (expirationSeconds !== undefined) writer.row(0, 'Requested Duration', humanDuration(seconds(expirationSeconds)))
    const has = (type: string) => status?.conditions?.some((condition) => condition.type === type) === true
    const decided = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'
    writer.row(0, 'Status', `${decided}${has('Failed') ? ',Failed' : ''}${status?.certificate ? ',Issued' : ''}`)
    // The request is PEM, in base64 once more.
    const pem = base64Decode(spec.request)
    const { subject, names } = readRequest(base64Bytes(pem.replace(/-----[^-]+-----/g, '')))
    writer.line(0, 'Subject:')
    writer.line(0, `\tCommon Name:\t${subject.commonName[0] ?? ''}`)
    writer.line(0, `\tSerial Number:\t${subject.serialNumber[0] ?? ''}`)
    for (const [title, values] of [
      ['Organization', subject.organization],
      ['Organizational Unit', subject.organizationalUnit],
      ['Country', subject.country],
      ['Locality', subject.locality],
      ['Province', subject.province],
      ['StreetAddress', subject.street],
      ['PostalCode', subject.postalCode]
    ] as const)
      writeList(writer, title, values)
    if (names.dns.length + names.email.length + names.ip.length + names.uri.length > 0) {
      writer.line(0, 'Subject Alternative Names:')
      writeList(writer, 'DNS Names', names.dns)
      writeList(writer, 'Email Addresses', names.email)
      writeList(writer, 'URIs', names.uri)
      writeList(writer, 'IP Addresses', names.ip)
    }
    writer.events(events, now)
  }
}
