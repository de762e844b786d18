import type { FlagSpecs } from '../../command-line'
import { printFlags } from '../../print/printer'
import { isSet, list, text, type Kubectl } from '../../session'

/** Models kubectl/pkg/cmd/get/get.go NewCmdGet. */
export const flags: FlagSpecs = {
  ...printFlags,
  selector: { kind: 'string', short: 'l' },
  'field-selector': { kind: 'string' },
  'all-namespaces': { kind: 'bool', short: 'A' },
  filename: { kind: 'list', short: 'f' },
  recursive: { kind: 'bool', short: 'R' },
  kustomize: { kind: 'string', short: 'k' },
  watch: { kind: 'bool', short: 'w' },
  'watch-only': { kind: 'bool' },
  'output-watch-events': { kind: 'bool' },
  'show-labels': { kind: 'bool' },
  'show-kind': { kind: 'bool' },
  'label-columns': { kind: 'list', short: 'L' },
  'sort-by': { kind: 'string' },
  'no-headers': { kind: 'bool' },
  'ignore-not-found': { kind: 'bool' },
  'chunk-size': { kind: 'int' },
  'server-print': { kind: 'bool' },
  subresource: { kind: 'string' },
  raw: { kind: 'string' }
}

/** What is wrong with flags together, in upstream's words. Models GetOptions.Validate. */
export function wrongFlags({ session: { flags: given } }: Kubectl): string | undefined {
  const output = text(given, 'output')
  const watches = isSet(given, 'watch') || isSet(given, 'watch-only')
  const raw = text(given, 'raw')
  if (raw !== '') {
    if (watches || text(given, 'selector') !== '')
      return '--raw may not be specified with other flags that filter the server request or alter the output'
    if (output !== '') return '--raw and --output are mutually exclusive'
    if (!/^(?:\/|[a-z][a-z\d+.-]*:)/i.test(raw))
      return `--raw must be a valid URL path: parse ${JSON.stringify(raw)}: invalid URI for request`
  }
  if (isSet(given, 'show-labels') && output !== '' && output !== 'wide')
    return `--show-labels option cannot be used with ${output} printer`
  if (list(given, 'label-columns').length > 0 && output.startsWith('custom-columns'))
    return `--label-columns option cannot be used with ${output} printer`
  if (isSet(given, 'output-watch-events') && !watches)
    return '--output-watch-events option can only be used with --watch or --watch-only'
  return undefined
}
