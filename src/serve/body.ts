import { textOfBytes } from '../base/bytes'
import { fromProtobuf, isProtobuf } from './protobuf'

/** The simulated server reads JSON and YAML: what comes in protobuf is the same object, told otherwise. */
export function textOf(body: Buffer, headers: Record<string, string>): string {
  const translated = isProtobuf(body) ? fromProtobuf(body) : undefined
  // What is sent to a command may be any bytes.
  if (translated === undefined)
    return headers['content-type'] === 'application/octet-stream' ? textOfBytes(body) : body.toString('utf8')
  headers['content-type'] = 'application/json'
  return translated
}
