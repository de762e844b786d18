import { faultText } from './say'
import type { Words } from './words'

const s = (count: number, one: string, more: string): string => (count === 1 ? one : more)
const machine = (process: string): string => process.split('/')[0]!

/** English. */
export const en: Words = {
  locale: 'en',
  name: 'English',
  language: 'Language',
  time: (seconds) => `${seconds} s`,
  faults: {
    add: ({ machine }) => `${machine} is powered on to join the cluster`,
    remove: ({ machine }) => `${machine} is taken away for good`,
    crash: ({ machine }) => `${machine} loses its power`,
    shutdown: ({ machine }) => `${machine} is shut down`,
    restart: ({ target }) => `${target} is started again`,
    kill: ({ target }) => `${target} is killed`,
    stop: ({ target }) => `${target} is told to end`,
    pause: ({ target }) => `${target} hangs`,
    resume: ({ target }) => `${target} goes on`,
    partition: ({ groups }, say) => `The network parts: ${groups.map((group) => say.list(group)).join(' | ')}`,
    cut: ({ from, to }) => `Nothing from ${from} reaches ${to} any more`,
    link: ({ a, b }) => `The link between ${a} and ${b} gets worse`,
    heal: ({ machine }) => (machine ? `${machine} is connected again` : 'The network is whole again'),
    drop: ({ from, to }) => `One message from ${from} to ${to} is lost`,
    'slow-disk': ({ machine, factor }, say) => `The disk of ${machine} is ${say.number(factor)} times slower`,
    'full-disk': ({ machine }) => `The disk of ${machine} is full`,
    'free-disk': ({ machine }) => `The disk of ${machine} has room again`,
    'lose-disk': ({ machine }) => `${machine} loses what was on its disk`,
    'skew-clock': ({ machine, offset }, say) =>
      `The clock of ${machine} is set ${say.span(Math.abs(offset))} ${offset < 0 ? 'back' : 'ahead'}`,
    'kill-container': ({ pod }) => `The process of a container of ${pod} is killed`,
    'fill-memory': ({ pod }) => `A container of ${pod} takes more and more memory`
  },
  told: {
    fault: ({ fault }, say) => faultText(en, fault, say),
    kubectl: ({ line }) => `Somebody types “kubectl ${line}”`,
    'etcd-lost': ({ leader, members }, say) =>
      `${say.list(members.map(machine))} ${s(members.length, 'hears', 'hear')} no [[leader|etcd leader]] any more${leader ? ` (it was ${machine(leader)})` : ''}`,
    'etcd-elected': ({ member, term, after }, say) =>
      `${machine(member)} is the new [[leader|etcd leader]]${after === null ? '' : `, ${say.span(after)} after the fault`}, in [[term|term]] ${term}`,
    'api-again': ({ reads, writes }) =>
      `${reads && writes ? '[[read|reads]] and [[write|writes]] are' : reads ? '[[read|reads]] are' : '[[write|writes]] are'} answered again`,
    'lb-down': ({ backend, active }) =>
      `the load balancer takes ${backend} for DOWN and sends nobody there; ${active} ${s(active, 'server is', 'servers are')} left`,
    'lb-up': ({ backend }) => `the load balancer takes ${backend} for UP and sends new connections there`,
    'lock-acquired': ({ lock, holder }) =>
      lock === 'kube-scheduler'
        ? `the [[scheduler|scheduler]] of ${holder} takes the [[lease|lease]]: new pods get nodes again`
        : lock === 'kube-controller-manager'
          ? `the [[controllers|controllers]] of ${holder} take the [[lease|lease]]: what is wanted is made again`
          : `${holder} takes the [[lease|lease]] ${lock}`,
    operational: ({ broken }, say) => `the control plane is whole again after ${say.span(broken)}`,
    'heartbeat-stopped': ({ node }) => `the first [[heartbeat|heartbeat]] of ${node} is missing`,
    'node-not-ready': ({ node }) => `${node} is [[ready|NotReady]]`,
    'node-tainted': ({ node }) => `${node} gets the [[taint|taint]] NoExecute: its pods are counted out`,
    'node-untainted': ({ node }) => `the [[taint|taint]] NoExecute is taken from ${node}`,
    'pods-evicted': ({ count, node }) =>
      `${count} ${s(count, 'pod of', 'pods of')} ${node} ${s(count, 'is', 'are')} [[eviction|evicted]]`,
    'pods-bound': ({ count, pod, nodes }, say) =>
      `${count === 1 ? `the pod ${pod} is` : `${count} new pods are`} bound to ${say.list(nodes)}`,
    'pods-ready': ({ count, pod }) => `${count === 1 ? `the pod ${pod} is` : `${count} pods are`} ready`,
    'container-exited': ({ pod, code, oom }) =>
      `a container of ${pod} ${oom ? 'is killed for want of memory' : `ends with code ${code}`}`,
    'container-restarted': ({ pod }) => `its [[kubelet|kubelet]] starts the container of ${pod} again`,
    'service-degraded': ({ service }) => `users lose the first request to ${service}`,
    'service-restored': ({ service, broken }, say) =>
      `all pods behind ${service} answer users again, after ${say.span(broken)}`,
    'process-ended': ({ processes }, say) => `${say.list(processes)} ${s(processes.length, 'ends', 'end')}`,
    'process-started': ({ processes }, say) => `${say.list(processes)} ${s(processes.length, 'starts', 'start')}`
  },
  works: {
    title: 'What works right now',
    all: 'all, without a gap',
    allSince: (since) => `all, since ${since}`,
    some: (done, of, since) => `${done} of ${of}${since && ` since ${since}`}`,
    none: (since) => `none${since && ` since ${since}`}`,
    asking: 'asking …',
    playing: 'unknown while it plays',
    brief: { all: 'all', none: 'none', unknown: 'unknown' },
    open: (pill, line) => `${pill}: ${line}. Show when it began, and the evidence`,
    summary: (all, some, none) =>
      [
        all && `${all} ${all === 1 ? 'works' : 'work'}`,
        some && `${some} partly`,
        none && `${none} ${none === 1 ? 'fails' : 'fail'}`
      ]
        .filter(Boolean)
        .join(', ')
  },
  pills: {
    users: { long: 'Users’ requests', middle: 'Users’ requests', short: 'Requests' },
    reads: { long: 'kubectl reads', middle: 'kubectl reads', short: 'Reads' },
    writes: { long: 'kubectl writes', middle: 'kubectl writes', short: 'Writes' },
    'new-pods': { long: 'New pods', middle: 'New pods', short: 'New pods' },
    scaling: { long: 'Scaling', middle: 'Scaling', short: 'Scaling' },
    healing: { long: 'Healing', middle: 'Healing', short: 'Healing' },
    restarts: { long: 'Pod restarts on nodes', middle: 'Restarts on nodes', short: 'Restarts' },
    rescheduling: { long: 'Rescheduling', middle: 'Rescheduling', short: 'Rescheduling' }
  },
  reasons: {
    'users-down': 'nobody is there to ask',
    'no-users': 'nobody calls a Service',
    'no-deployment': 'no Deployment to scale',
    'no-replaced-pod': 'no pod to replace',
    'no-running-pod': 'no pod to restart',
    'no-other-node': 'no other node',
    'no-api-server': 'no API server runs',
    'no-etcd-leader': 'no etcd leader',
    'no-scheduler': 'nobody schedules',
    'no-controllers': 'no controllers lead',
    'no-kubelet': 'no kubelet runs'
  },
  story: {
    title: 'The story',
    nothingYet: 'Nothing has happened yet.',
    reading: 'What happened is still being read.',
    previous: (moment) => `Previous moment: ${moment}`,
    next: (moment) => `Next moment: ${moment}`,
    noPrevious: 'No moment before',
    noNext: 'No moment after so far',
    nextLater: 'Next moment, as soon as it is simulated',
    place: (number, of, more) => `${number} of ${more ? (of > number ? `${of}+` : '…') : of}`,
    looking: 'looking …',
    why: 'Why this long?',
    everythingWorks: 'Everything works.',
    nothingKnownFails: 'Nothing is known to fail.',
    fails: (none, some, say) =>
      [
        none.length > 0 && `**No ${none.length === 1 ? none[0] : none.join(', no ')}**`,
        some.length > 0 && `**${none.length > 0 ? 'and only' : 'Only'} some ${say.list(some)}**`
      ]
        .filter(Boolean)
        .join(', ') + ' right now.',
    inPills: {
      users: 'users’ requests',
      reads: 'kubectl reads',
      writes: 'kubectl writes',
      'new-pods': 'new pods',
      scaling: 'scaling',
      healing: 'healing',
      restarts: 'restarts on nodes',
      rescheduling: 'rescheduling'
    },
    nobodyActs: '**Nobody schedules or heals yet**',
    nothingChanges: '**Nobody can read or change anything; what runs, runs**'
  },
  waits: {
    election: ({ who, at }) => `${machine(who)} hears no leader and asks for [[vote|votes]] at about ${at}`,
    lease: ({ who, about, at, setting }) =>
      setting === 'leader-elect-renew-deadline'
        ? `${machine(about || 'it')} gives its [[lease|lease]] up at ${at} unless it can renew it`
        : setting === 'leader-elect-retry-period'
          ? `the [[lease|lease]] has run out, and ${machine(who)} tries to take it at about ${at}`
          : `the [[lease|lease]] of ${machine(about)} runs out at about ${at}`,
    grace: ({ about, at }) => `${about} counts as [[ready|Ready]] until about ${at}`,
    toleration: ({ at }) => `its pods are [[eviction|evicted]] at ${at}`,
    termination: ({ about, at }) => `${about} is killed at ${at} unless it ends before`,
    'back-off': ({ who, about, at }) => `${about || who} is tried again at ${at}`,
    probe: ({ about, at, count, setting }) =>
      `${about} counts as ${setting === 'successThreshold' ? 'well' : 'failed'} at ${at} (${count} [[check|probes]])`,
    check: ({ about, at, count, setting }) =>
      `${machine(about)} is taken for ${setting.endsWith('rise') ? 'UP' : 'DOWN'} at about ${at} (${count} [[check|checks]])`,
    ttl: ({ about, at }) => `${about} is kept until ${at}`,
    timeout: ({ who, about, at }) => `${who} waits for an answer${about && ` of ${about}`} until ${at}`,
    start: ({ who, about, at }) => `${about || who} is started by ${at}`
  },
  waitsFor: 'Waits for',
  page: (english) => english,
  fingerprint: { users: 'users', api: 'kubectl', 'kube-controller-manager': 'healing' },
  noAnswerSince: (since) => `no answer since ${since}`,
  opening: (percent) => `The cluster starts: ${percent} %`,
  glossary: {
    leader: 'The one etcd member that may accept writes. The others copy it; a majority must agree.',
    term: 'The number of an election in etcd. Whoever hears of a higher one knows that time went on without it.',
    quorum: 'The majority of etcd members. Without it nothing can be written.',
    vote: 'Each etcd member votes for one candidate in a term; whoever has a majority leads.',
    lease: 'A note in the API, renewed every 2 s: who holds it is the one controller manager or scheduler that acts.',
    read: 'kubectl get, a list, a watch: what asks the API and changes nothing.',
    write: 'kubectl apply, a new pod, a node’s heartbeat: all that changes an object in etcd.',
    heartbeat: 'A node’s kubelet renews a Lease every 10 s. Whoever sees no renewal takes the node for lost.',
    ready: 'What the API says of a node or pod. It says what was last heard of it, not what is true.',
    taint: 'A mark on a node that keeps pods away; NoExecute drives out those that run there.',
    toleration: 'How long a pod may stay on a node in spite of a taint: 300 s if nobody says otherwise.',
    eviction:
      'The pod is deleted, so that its owner makes another one elsewhere. Its containers end when their kubelet hears of it.',
    endpoint: 'The address of a pod behind a Service. kube-proxy on each node sends connections there.',
    service: 'One address for many pods. Who calls it is sent to one that is ready.',
    check: 'An attempt to connect or to ask, again and again. So many in a row decide.',
    'back-off': 'A pause before the next try, longer after each failure.',
    pod: 'Containers that run together on one node.',
    kubelet: 'The agent on each node: it starts containers, probes them and reports.',
    'api-server': 'The only door to etcd. Everybody else talks to it.',
    controllers: 'Loops that compare what is wanted with what is there, and act. One manager of them leads.',
    scheduler: 'Chooses a node for each new pod. One of them leads.'
  }
}
