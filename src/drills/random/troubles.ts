import type { Hint, Step } from '../schema'

/** Something that goes wrong in a drawn incident, with what mends it. `seen` is its own fact, for hints. */
export interface Trouble {
  readonly faults?: readonly string[]
  /** Typed by somebody before the person comes, without their times. */
  readonly commands?: readonly string[]
  readonly repair: readonly Step[]
  readonly seen: Hint
  /** What it is about: two troubles of one drill never share it. */
  readonly about: string
}

/** What can be drawn. Each breaks the goal by itself, and says nothing of how that shows. */
export const troubles: readonly ((worker: string) => Trouble)[] = [
  (worker) => ({
    faults: [`stop ${worker}/kubelet`],
    repair: [{ line: `ssh ${worker} systemctl start kubelet` }],
    seen: { holds: { process: `${worker}/kubelet`, runs: false }, see: `ssh ${worker} systemctl status kubelet` },
    about: worker
  }),
  (worker) => ({
    faults: [`stop ${worker}/container-runtime`],
    repair: [{ line: `ssh ${worker} systemctl start containerd` }],
    seen: {
      holds: { process: `${worker}/container-runtime`, runs: false },
      see: `ssh ${worker} systemctl status containerd`
    },
    about: worker
  }),
  (worker) => ({
    faults: [`full-disk ${worker}`],
    repair: [{ line: `ssh ${worker} journalctl --vacuum-size=100M` }],
    seen: {
      holds: {
        object: `nodes/${worker}`,
        where: [{ path: '{.status.conditions[?(@.type=="DiskPressure")].status}', is: 'True' }]
      },
      see: `ssh ${worker} df -h`
    },
    about: worker
  }),
  (worker) => ({
    commands: [`kubectl taint nodes ${worker} maintenance=true:NoExecute`],
    repair: [{ line: `kubectl taint nodes ${worker} maintenance-` }],
    seen: {
      holds: {
        object: `nodes/${worker}`,
        where: [{ path: '{.spec.taints[?(@.key=="maintenance")].effect}', is: 'NoExecute' }]
      },
      see: `kubectl describe node ${worker} | grep -A3 Taints`
    },
    about: worker
  }),
  () => ({
    commands: ['kubectl set image deployment/web app=nginx:1.27-missing'],
    repair: [{ line: 'kubectl rollout undo deployment/web' }],
    seen: {
      holds: {
        objects: 'pods',
        in: 'default',
        where: [
          { path: '{.status.containerStatuses[0].state.waiting.reason}', matches: 'ErrImagePull|ImagePullBackOff' }
        ]
      },
      see: 'kubectl get pods; kubectl rollout history deployment/web'
    },
    about: 'deployment'
  }),
  (worker) => ({
    commands: [`kubectl cordon ${worker}`],
    repair: [{ line: `kubectl uncordon ${worker}` }],
    seen: {
      holds: { object: `nodes/${worker}`, where: [{ path: '{.spec.unschedulable}', is: true }] },
      see: 'kubectl get nodes'
    },
    about: worker
  }),
  () => ({
    commands: ['kubectl set resources deployment/web --requests=cpu=64'],
    repair: [{ line: 'kubectl rollout undo deployment/web' }],
    seen: {
      holds: { objects: 'pods', in: 'default', where: [{ path: '{.status.phase}', is: 'Pending' }] },
      see: 'kubectl describe pods -l app=web | grep -A3 Events'
    },
    about: 'deployment'
  }),
  () => ({
    commands: ['kubectl rollout pause deployment/web', 'kubectl set image deployment/web app=nginx:1.28'],
    repair: [{ line: 'kubectl rollout resume deployment/web' }],
    seen: {
      holds: { object: 'deployments/default/web', where: [{ path: '{.spec.paused}', is: true }] },
      see: 'kubectl rollout status deployment/web --timeout=5s; kubectl get deployment web -o yaml | grep paused'
    },
    about: 'deployment'
  }),
  () => ({
    commands: ['kubectl create quota pods --hard=pods=2', 'kubectl delete pods -l app=web --wait=false'],
    repair: [{ line: 'kubectl delete quota pods' }, { line: 'kubectl rollout restart deployment/web' }],
    seen: {
      holds: { object: 'resourcequotas/default/pods' },
      see: 'kubectl describe replicaset -l app=web | tail -5; kubectl get quota'
    },
    about: 'deployment'
  }),
  () => ({
    commands: ['kubectl scale deployment web --replicas=0'],
    repair: [{ line: 'kubectl scale deployment web --replicas=4' }],
    seen: {
      holds: { object: 'deployments/default/web', where: [{ path: '{.spec.replicas}', is: 0 }] },
      see: 'kubectl get deployment web'
    },
    about: 'deployment'
  }),
  () => ({
    commands: [`kubectl patch service web -p '{"spec":{"selector":{"app":"wbe"}}}'`],
    repair: [{ line: `kubectl patch service web -p '{"spec":{"selector":{"app":"web"}}}'` }],
    seen: {
      holds: { object: 'services/default/web', where: [{ path: '{.spec.selector.app}', isNot: 'web' }] },
      see: 'kubectl get endpoints web; kubectl describe service web'
    },
    about: 'service'
  })
]
