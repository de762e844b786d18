import { ok, type Result } from '../../base/result'
import { find, parse, printed } from '../components/kubectl/print/jsonpath'

/** What `kubectl get -o jsonpath=…` prints of an object; a field that is missing prints nothing. */
export function jsonPath(template: string, object: unknown): Result<string> {
  const parsed = parse(template)
  if (!parsed.ok) return parsed
  const found = find(parsed.value, object, true)
  return found.ok ? ok(printed(found.value)) : found
}
