import { seconds } from '../../../base/time'
import { kubeletConf } from '../../kubeadm/kubeconfigs'
import { kubeletConfigPath } from '../../kubeadm/kubelet-config'
import { manifestDir } from '../../kubeadm/manifests'
import { api, change, cri, etcd, Failure, sleep, type Script, type Shell } from './script'
import { isGood, stackHint } from './api'
import { isMaster, isSet, klog } from './line'

/** `kubeadm reset`: what init or join has made of a machine is undone; its Node stays. Models cmd/kubeadm/app/cmd/reset.go. */
export function* reset(shell: Shell): Script<number> {
  const { argv, session } = shell
  shell.print(
    '[reset] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...\n[reset] Use \'kubeadm init phase upload-config kubeadm --config your-config-file\' to re-upload it.\n'
  )
  const config = yield* api({ verb: 'get', resource: 'configmaps', namespace: 'kube-system', name: 'kubeadm-config' })
  if (!isGood(config))
    klog(
      shell,
      'W',
      'reset.go:136] [reset] Unable to fetch the kubeadm-config ConfigMap from cluster: failed to get config map'
    )
  if (!isSet(argv, '--force', '-f')) {
    klog(
      shell,
      'W',
      "preflight.go:56] [reset] WARNING: Changes made to this host by 'kubeadm init' or 'kubeadm join' will be reverted."
    )
    shell.print('[reset] Are you sure you want to proceed? [y/N]: ')
    if (!/^y/i.test(session.stdin.trim()))
      throw new Failure(`error: error execution phase preflight: aborted reset operation\n${stackHint}`)
  }
  shell.print('[preflight] Running pre-flight checks\n')
  if (isMaster(shell)) yield* leaveEtcd(shell)
  else {
    klog(shell, 'W', 'removeetcdmember.go:106] [reset] No kubeadm config, using etcd pod spec to get data directory')
    shell.print(
      '[reset] No etcd config found. Assuming external etcd\n[reset] Please, manually reset etcd to prevent further issues\n'
    )
  }
  shell.print('[reset] Stopping the kubelet service\n')
  const manifests = Object.keys(session.files).filter((path) => path.startsWith(`${manifestDir}/`))
  yield* change({ stop: ['kubelet'] })
  yield* sleep(seconds(1), 'systemctl-stop')
  yield* removeContainers(shell)
  shell.print('[reset] Unmounting mounted directories in "/var/lib/kubelet"\n')
  yield* change({
    files: [
      ...manifests.map((path) => ({ process: 'kubelet', path, value: null })),
      { process: 'kubelet', path: kubeletConf, value: Object.freeze({ reset: true }) },
      { process: 'kubelet', path: kubeletConfigPath, value: null }
    ],
    ...(isMaster(shell) && { emptied: ['etcd'] })
  })
  shell.print(
    '[reset] Deleting contents of directories: [/etc/kubernetes/manifests /var/lib/kubelet /etc/kubernetes/pki]\n[reset] Deleting files: [/etc/kubernetes/admin.conf /etc/kubernetes/super-admin.conf /etc/kubernetes/kubelet.conf /etc/kubernetes/bootstrap-kubelet.conf /etc/kubernetes/controller-manager.conf /etc/kubernetes/scheduler.conf]\n\nThe reset process does not perform cleanup of CNI plugin configuration,\nnetwork filtering rules and kubeconfig files.\n\nFor information on how to perform this cleanup manually, please see:\n    https://k8s.io/docs/reference/setup-tools/kubeadm/kubeadm-reset/\n\n'
  )
  return 0
}

/** The member is taken out of etcd before its data goes: else the others would go on counting it. */
function* leaveEtcd(shell: Shell): Script {
  const { cluster, machine } = shell
  if (cluster.masters.length > 1) {
    const others = cluster.masters.filter((master) => master !== machine)
    let error = 'context deadline exceeded'
    for (const member of others) {
      const answer = yield* etcd(member, { type: 'etcd.member.list', linearizable: true }, seconds(2))
      const list = answer?.result?.kind === 'members' ? answer.result.members : []
      const own = list.find(({ peer }) => peer.startsWith(`${machine}/`))
      if (!own) continue
      const removed = yield* etcd(member, { type: 'etcd.member.remove', member: own.number }, seconds(10))
      error = removed === null ? error : (removed.error ?? '')
      if (error === '') break
    }
    if (error !== '')
      klog(
        shell,
        'W',
        `removeetcdmember.go:77] [reset] failed to remove etcd member: ${error}, please manually remove this etcd member using etcdctl`
      )
  }
  shell.print('[reset] Deleted contents of the etcd data directory: /var/lib/etcd\n')
}

function* removeContainers(shell: Shell): Script {
  const list = yield* cri({ type: 'cri.ListPodSandbox' }, seconds(10))
  for (const { id } of list?.sandboxes ?? []) {
    yield* cri({ type: 'cri.StopPodSandbox', sandboxId: id }, seconds(40))
    yield* cri({ type: 'cri.RemovePodSandbox', sandboxId: id }, seconds(40))
  }
  void shell
}
