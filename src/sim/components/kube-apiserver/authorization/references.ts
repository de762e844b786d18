import type { Container, Pod } from '../../../api/types'

const names = new WeakMap<object, ReadonlyMap<string, ReadonlySet<string>>>()

/** The objects that a pod refers to by name, by resource. Models pkg/api/v1/pod VisitPodSecretNames and VisitPodConfigmapNames. */
export function referencesOf(pod: Pod): ReadonlyMap<string, ReadonlySet<string>> {
  let found = names.get(pod)
  if (!found) names.set(pod, (found = read(pod)))
  return found
}

function read({ metadata, spec, status }: Pod): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const resource of ['secrets', 'configmaps', 'serviceaccounts', 'persistentvolumeclaims', 'resourceclaims'])
    found.set(resource, new Set())
  const add = (resource: string, name: string | undefined) => {
    if (name !== undefined && name !== '') found.get(resource)!.add(name)
  }
  add('serviceaccounts', spec.serviceAccountName)
  for (const { name } of spec.imagePullSecrets ?? []) add('secrets', name)
  const containers = [
    ...(spec.containers ?? []),
    ...(spec.initContainers ?? []),
    ...((spec.ephemeralContainers ?? []) as Container[])
  ]
  for (const { env, envFrom } of containers) {
    for (const { secretRef, configMapRef } of envFrom ?? []) {
      add('secrets', secretRef?.name)
      add('configmaps', configMapRef?.name)
    }
    for (const { valueFrom } of env ?? []) {
      add('secrets', valueFrom?.secretKeyRef?.name)
      add('configmaps', valueFrom?.configMapKeyRef?.name)
    }
  }
  for (const volume of spec.volumes ?? []) {
    add('secrets', volume.secret?.secretName)
    add('configmaps', volume.configMap?.name)
    add('persistentvolumeclaims', volume.persistentVolumeClaim?.claimName)
    if (volume.ephemeral) add('persistentvolumeclaims', `${metadata.name}-${volume.name}`)
    add('secrets', volume.csi?.nodePublishSecretRef?.name)
    add('secrets', volume.azureFile?.secretName)
    for (const source of [volume.cephfs, volume.flexVolume, volume.iscsi, volume.rbd, volume.scaleIO, volume.storageos])
      add('secrets', (source as { secretRef?: { name?: string } } | undefined)?.secretRef?.name)
    for (const { secret, configMap } of volume.projected?.sources ?? []) {
      add('secrets', secret?.name)
      add('configmaps', configMap?.name)
    }
  }
  const claims = (status as { resourceClaimStatuses?: { resourceClaimName?: string }[] } | undefined)
    ?.resourceClaimStatuses
  for (const { resourceClaimName } of claims ?? []) add('resourceclaims', resourceClaimName)
  for (const { resourceClaimName } of (spec as { resourceClaims?: { resourceClaimName?: string }[] }).resourceClaims ??
    [])
    add('resourceclaims', resourceClaimName)
  return found
}
