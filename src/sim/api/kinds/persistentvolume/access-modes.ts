const accessModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP'
}

/** `RWO,ROX`. Models pkg/apis/core/v1/helper GetAccessModesAsString. */
export const modesText = (modes: readonly string[] = []): string =>
  modes.map((mode) => accessModes[mode] ?? mode).join(',')
