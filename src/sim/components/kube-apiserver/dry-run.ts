import type { ApiRequest } from './messages'

type Asked = Pick<ApiRequest, 'verb' | 'subresource' | 'options' | 'body'>

/**
 * Whether a write shall be carried out but for its last step: nothing is stored. A deletion may say so in its body, an eviction in its
 * deletion's options. Models apiserver/pkg/util/dryrun IsDryRun and pkg/registry/core/pod/storage/eviction.go propagateDryRun.
 */
export function isDryRun({ verb, subresource, options, body }: Asked): boolean {
  if (options?.dryRun === true) return true
  if (subresource === 'eviction' && verb === 'create')
    return hasDryRun((body as { deleteOptions?: unknown } | undefined)?.deleteOptions)
  return (verb === 'delete' || verb === 'deletecollection') && hasDryRun(body)
}

function hasDryRun(options: unknown): boolean {
  const { dryRun } = (options ?? {}) as { dryRun?: unknown }
  return Array.isArray(dryRun) && dryRun.includes('All')
}
