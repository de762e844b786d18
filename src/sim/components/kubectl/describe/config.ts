import { base64Bytes, base64Decode } from '../../../api/base64'
import type { ConfigMap, Secret, ServiceAccount } from '../../../api/types'
import type { Describer } from './describer'

/** Models ConfigMapDescriber. */
export const configMap: Describer<ConfigMap> = {
  needsEvents: true,
  write: ({ metadata, data = {}, binaryData = {} }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.line(0, '\nData\n====')
    for (const key of Object.keys(data).sort()) writer.line(0, `${key}:\n----\n${data[key]}\n`)
    writer.line(0, '\nBinaryData\n====')
    for (const key of Object.keys(binaryData).sort())
      writer.line(0, `${key}: ${base64Bytes(binaryData[key]!).length} bytes`)
    writer.line(0, '')
    writer.events(events, now)
  }
}

/** Models describeSecret. */
export const secret: Describer<Secret> = {
  withoutEvents: true,
  write: ({ metadata, type = '', data = {} }, writer) => {
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.line(0, `\nType:\t${type}`)
    writer.line(0, '\nData\n====')
    for (const key of Object.keys(data).sort()) {
      const isToken = key === 'token' && type === 'kubernetes.io/service-account-token'
      writer.row(0, key, isToken ? base64Decode(data[key]!) : `${base64Bytes(data[key]!).length} bytes`)
    }
  }
}

/** Models describeServiceAccount. */
export const serviceAccount: Describer<ServiceAccount> = {
  write: ({ metadata, imagePullSecrets = [] }, writer, { events, now }) => {
    writer.row(0, 'Name', metadata.name)
    writer.row(0, 'Namespace', metadata.namespace ?? '')
    writer.labels('Labels', metadata.labels)
    writer.annotations('Annotations', metadata.annotations)
    writer.rows(
      'Image pull secrets',
      imagePullSecrets.map(({ name = '' }) => name)
    )
    writer.events(events, now)
  }
}
