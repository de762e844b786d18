import { isSet, list, text, type Kubectl } from '../../session'

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
