/**
 * Why a value does not become what a type wants, in the words of the converter that strategic patches go through instead of a decoder.
 * Models apimachinery/pkg/runtime DefaultUnstructuredConverter.
 * @param error the decoder's, such as `json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`
 */
export function converterError(error: string): string {
  const [, given = '', type = ''] = /^json: cannot unmarshal (\w+)(?: \S+)? into .* of type (\S+)$/.exec(error) ?? []
  if (type === '') return error
  const from = { number: 'int64', bool: 'bool', string: 'string', object: 'map', array: 'slice' }[given] ?? given
  const form = type.startsWith('[]')
    ? 'slice'
    : type.startsWith('map[')
      ? 'map'
      : /^(?:u?int\d*|float\d+|bool|string)$/.test(type)
        ? type
        : // A name stands for a struct, or for a text with a name of its own.
          given === 'number'
          ? 'string'
          : 'struct'
  if (form === 'struct') return `cannot restore struct from: ${from}`
  if (form === 'slice' || form === 'map') return `cannot restore ${form} from ${from}`
  // Go converts a number to a text (and to any number) in principle.
  return given === 'number' && form === 'string' ? `cannot convert int64 to ${type}` : `unrecognized type: ${form}`
}
