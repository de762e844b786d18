import { isLower, versionParts } from '../../../releases'

/** Models cmd/kubeadm/app/phases/upgrade/policy.go: how far versions may be apart. */
const mostUp = 1
const mostDown = 1
const mostKubelet = 3

export interface Refusals {
  /** Not to be had with --force either. */
  readonly mandatory: readonly string[]
  readonly skippable: readonly string[]
}

/**
 * Whether a cluster may be brought to a version.
 * @param to the version that was asked for
 * @param cluster what its API server says
 * @param kubelets versions of the kubelets that there are
 */
export function refusalsOf(to: string, cluster: string, kubeadm: string, kubelets: readonly string[]): Refusals {
  const mandatory: string[] = []
  const skippable: string[] = []
  const minor = (version: string) => versionParts(version)?.minor ?? 0
  if (minor(to) < minor(kubeadm) - 1)
    mandatory.push(
      `Specified version to upgrade to "${to}" is equal to or lower than the minimum supported version "v1.${minor(kubeadm) - 1}.0". Please specify a higher version to upgrade to`
    )
  if (minor(to) > minor(cluster) + mostUp)
    mandatory.push(
      `Specified version to upgrade to "${to}" is too high; kubeadm can upgrade only ${mostUp} minor version at a time`
    )
  if (minor(to) < minor(cluster) - mostDown)
    mandatory.push(
      `Specified version to downgrade to "${to}" is too low; kubeadm can downgrade only ${mostDown} minor version at a time`
    )
  if (isLower(kubeadm, to)) {
    if (minor(to) > minor(kubeadm))
      mandatory.push(
        `Specified version to upgrade to "${to}" is at least one minor release higher than the kubeadm minor release (${minor(to)} > ${minor(kubeadm)}). Such an upgrade is not supported`
      )
    else
      skippable.push(
        `Specified version to upgrade to "${to}" is higher than the kubeadm version "${kubeadm}". Upgrade kubeadm first using the tool you used to install kubeadm`
      )
  }
  if (minor(kubeadm) > minor(to))
    skippable.push(`Kubeadm version ${kubeadm} can only be used to upgrade to Kubernetes version 1.${minor(kubeadm)}`)
  const old = [...new Set(kubelets)].filter((version) => minor(to) > minor(version) + mostKubelet).sort()
  if (old.length > 0)
    skippable.push(`There are kubelets in this cluster that are too old that have these versions [${old.join(' ')}]`)
  return { mandatory, skippable }
}

/** Models util.FormatErrMsg. */
export const listOf = (errors: readonly string[]): string => errors.map((error) => `\t- ${error}\n`).join('')
