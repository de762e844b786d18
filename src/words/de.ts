import { faultText } from './say'
import { sentenceDe } from './sentences-de'
import type { Words } from './words'

const s = (count: number, one: string, more: string): string => (count === 1 ? one : more)
const machine = (process: string): string => process.split('/')[0]!

/** Deutsch. */
export const de: Words = {
  locale: 'de',
  name: 'Deutsch',
  language: 'Sprache',
  time: (seconds) => `${seconds} s`,
  faults: {
    add: ({ machine }) => `${machine} wird eingeschaltet, um dem Cluster beizutreten`,
    remove: ({ machine }) => `${machine} wird für immer weggenommen`,
    crash: ({ machine }) => `${machine} verliert den Strom`,
    shutdown: ({ machine }) => `${machine} wird heruntergefahren`,
    restart: ({ target }) => `${target} wird wieder gestartet`,
    kill: ({ target }) => `${target} wird getötet`,
    stop: ({ target }) => `${target} soll sich beenden`,
    pause: ({ target }) => `${target} hängt`,
    resume: ({ target }) => `${target} läuft weiter`,
    partition: ({ groups }, say) => `Das Netz zerfällt: ${groups.map((group) => say.list(group)).join(' | ')}`,
    cut: ({ from, to }) => `Von ${from} kommt nichts mehr bei ${to} an`,
    link: ({ a, b }) => `Die Verbindung zwischen ${a} und ${b} wird schlechter`,
    heal: ({ machine }) => (machine ? `${machine} ist wieder verbunden` : 'Das Netz ist wieder ganz'),
    drop: ({ from, to }) => `Eine Nachricht von ${from} an ${to} geht verloren`,
    'slow-disk': ({ machine, factor }, say) => `Die Platte von ${machine} ist ${say.number(factor)}-mal langsamer`,
    'full-disk': ({ machine }) => `Die Platte von ${machine} ist voll`,
    'free-disk': ({ machine }) => `Die Platte von ${machine} hat wieder Platz`,
    'lose-disk': ({ machine }) => `${machine} verliert, was auf der Platte lag`,
    'skew-clock': ({ machine, offset }, say) =>
      `Die Uhr von ${machine} wird um ${say.span(Math.abs(offset))} ${offset < 0 ? 'zurückgestellt' : 'vorgestellt'}`,
    'kill-container': ({ pod }) => `Der Prozess eines Containers von ${pod} wird getötet`,
    'fill-memory': ({ pod }) => `Ein Container von ${pod} nimmt immer mehr Speicher`
  },
  told: {
    fault: ({ fault }, say) => faultText(de, fault, say),
    kubectl: ({ line }) => `Jemand tippt „kubectl ${line}“`,
    'etcd-lost': ({ leader, members }, say) =>
      `${say.list(members.map(machine))} ${s(members.length, 'hört', 'hören')} keinen [[leader|etcd-Leader]] mehr${leader ? ` (es war ${machine(leader)})` : ''}`,
    'etcd-elected': ({ member, term, after }, say) =>
      `${machine(member)} ist der neue [[leader|etcd-Leader]]${after === null ? '' : `, ${say.span(after)} nach dem Fehler`}, in [[term|Term]] ${term}`,
    'api-again': ({ reads, writes }) =>
      `${reads && writes ? '[[read|Lesen]] und [[write|Schreiben]] werden' : reads ? '[[read|Lesen]] wird' : '[[write|Schreiben]] wird'} wieder beantwortet`,
    'lb-down': ({ backend, active }) =>
      `der Load Balancer hält ${backend} für DOWN und schickt niemanden mehr dorthin; ${active} Server ${s(active, 'bleibt', 'bleiben')}`,
    'lb-up': ({ backend }) => `der Load Balancer hält ${backend} für UP und schickt neue Verbindungen dorthin`,
    'lock-acquired': ({ lock, holder }) =>
      lock === 'kube-scheduler'
        ? `der [[scheduler|Scheduler]] von ${holder} nimmt die [[lease|Lease]]: neue Pods bekommen wieder Nodes`
        : lock === 'kube-controller-manager'
          ? `die [[controllers|Controller]] von ${holder} nehmen die [[lease|Lease]]: was fehlt, wird wieder gemacht`
          : `${holder} nimmt die [[lease|Lease]] ${lock}`,
    operational: ({ broken }, say) => `die Control Plane ist nach ${say.span(broken)} wieder ganz`,
    'heartbeat-stopped': ({ node }) => `der erste [[heartbeat|Heartbeat]] von ${node} fehlt`,
    'node-not-ready': ({ node }) => `${node} ist [[ready|NotReady]]`,
    'node-tainted': ({ node }) => `${node} bekommt den [[taint|Taint]] NoExecute: die Frist seiner Pods läuft`,
    'node-untainted': ({ node }) => `der [[taint|Taint]] NoExecute wird von ${node} genommen`,
    'pods-evicted': ({ count, node }) =>
      `${count} ${s(count, 'Pod', 'Pods')} von ${node} ${s(count, 'wird', 'werden')} [[eviction|verdrängt]]`,
    'pods-bound': ({ count, pod, nodes }, say) =>
      `${count === 1 ? `der Pod ${pod} wird` : `${count} neue Pods werden`} an ${say.list(nodes)} gebunden`,
    'pods-ready': ({ count, pod }) => `${count === 1 ? `der Pod ${pod} ist` : `${count} Pods sind`} bereit`,
    'container-exited': ({ pod, code, oom }) =>
      `ein Container von ${pod} ${oom ? 'wird aus Mangel an Speicher getötet' : `endet mit Code ${code}`}`,
    'container-restarted': ({ pod }) => `sein [[kubelet|Kubelet]] startet den Container von ${pod} wieder`,
    'service-degraded': ({ service }) => `Nutzer verlieren die erste Anfrage an ${service}`,
    'service-restored': ({ service, broken }, say) =>
      `nach ${say.span(broken)} antworten wieder alle Pods hinter ${service}`,
    'process-ended': ({ processes }, say) => `${say.list(processes)} ${s(processes.length, 'endet', 'enden')}`,
    'process-started': ({ processes }, say) => `${say.list(processes)} ${s(processes.length, 'startet', 'starten')}`
  },
  works: {
    title: 'Was jetzt funktioniert',
    all: 'alle, ohne Lücke',
    allSince: (since) => `alle, seit ${since}`,
    some: (done, of, since) => `${done} von ${of}${since && ` seit ${since}`}`,
    none: (since) => `keine${since && ` seit ${since}`}`,
    asking: 'wird gefragt …',
    playing: 'unbekannt, solange es läuft',
    brief: { all: 'alle', none: 'keine', unknown: 'unbekannt' },
    open: (pill, line) => `${pill}: ${line}. Zeigt, wann es begann, und den Beleg`,
    summary: (all, some, none) =>
      [all && `${all} gehen`, some && `${some} teilweise`, none && `${none} nicht`].filter(Boolean).join(', ')
  },
  pills: {
    users: { long: 'Anfragen der Nutzer', middle: 'Anfragen', short: 'Anfragen' },
    reads: { long: 'kubectl liest', middle: 'kubectl liest', short: 'Lesen' },
    writes: { long: 'kubectl schreibt', middle: 'kubectl schreibt', short: 'Schreiben' },
    'new-pods': { long: 'Neue Pods', middle: 'Neue Pods', short: 'Neue Pods' },
    scaling: { long: 'Skalieren', middle: 'Skalieren', short: 'Skalieren' },
    healing: { long: 'Ersetzen', middle: 'Ersetzen', short: 'Ersetzen' },
    restarts: { long: 'Neustarts auf Nodes', middle: 'Neustarts', short: 'Neustarts' },
    rescheduling: { long: 'Umziehen', middle: 'Umziehen', short: 'Umziehen' }
  },
  reasons: {
    'users-down': 'niemand ist da, der fragt',
    'no-users': 'niemand ruft einen Service',
    'no-deployment': 'kein Deployment da',
    'no-replaced-pod': 'kein Pod zum Ersetzen',
    'no-running-pod': 'kein Pod da',
    'no-other-node': 'kein anderer Node',
    'no-api-server': 'kein API-Server läuft',
    'no-etcd-leader': 'kein etcd-Leader',
    'no-scheduler': 'niemand plant ein',
    'no-controllers': 'keine Controller führen',
    'no-kubelet': 'kein Kubelet läuft'
  },
  story: {
    title: 'Die Geschichte',
    nothingYet: 'Noch ist nichts geschehen.',
    reading: 'Was geschehen ist, wird noch gelesen.',
    previous: (moment) => `Voriger Moment: ${moment}`,
    next: (moment) => `Nächster Moment: ${moment}`,
    noPrevious: 'Kein Moment davor',
    noNext: 'Bisher kein Moment danach',
    nextLater: 'Nächster Moment, sobald er simuliert ist',
    place: (number, of, more) => `${number} von ${more ? (of > number ? `${of}+` : '…') : of}`,
    looking: 'wird gesucht',
    why: 'Warum so lange?',
    everythingWorks: 'Alles funktioniert.',
    nothingKnownFails: 'Nichts ist bekannt, das nicht geht.',
    fails: (none, some, say) =>
      [
        none.length > 0 && `**Jetzt nicht möglich: ${say.list(none)}**`,
        some.length > 0 && `**${none.length > 0 ? 'nur' : 'Jetzt nur'} zum Teil: ${say.list(some)}**`
      ]
        .filter(Boolean)
        .join('; ') + '.',
    inPills: {
      users: 'Anfragen der Nutzer',
      reads: 'Lesen mit kubectl',
      writes: 'Schreiben mit kubectl',
      'new-pods': 'neue Pods',
      scaling: 'Skalieren',
      healing: 'Ersetzen',
      restarts: 'Neustarts auf Nodes',
      rescheduling: 'Umziehen'
    },
    nobodyActs: '**Niemand plant ein oder ersetzt etwas**',
    nothingChanges: '**Niemand kann lesen oder ändern; was läuft, läuft**'
  },
  waits: {
    election: ({ who, at }) => `${machine(who)} hört keinen Leader und bittet um ${at} um [[vote|Stimmen]]`,
    lease: ({ who, about, at, setting }) =>
      setting === 'leader-elect-renew-deadline'
        ? `${machine(about || 'er')} gibt die [[lease|Lease]] bei ${at} auf, wenn er sie nicht erneuern kann`
        : setting === 'leader-elect-retry-period'
          ? `die [[lease|Lease]] ist abgelaufen, und ${machine(who)} versucht sie bei etwa ${at} zu bekommen`
          : `die [[lease|Lease]] von ${machine(about)} läuft bei etwa ${at} ab`,
    grace: ({ about, at }) => `${about} gilt bis etwa ${at} als [[ready|Ready]]`,
    toleration: ({ at }) => `seine Pods werden bei ${at} [[eviction|verdrängt]]`,
    termination: ({ about, at }) => `${about} wird bei ${at} getötet, wenn er nicht vorher endet`,
    'back-off': ({ who, about, at }) => `${about || who} versucht es bei ${at} wieder`,
    probe: ({ about, at, count, setting }) =>
      `${about} gilt bei ${at} als ${setting === 'successThreshold' ? 'gesund' : 'fehlgeschlagen'} (${count} [[check|Probes]])`,
    check: ({ about, at, count, setting }) =>
      `${machine(about)} gilt bei etwa ${at} als ${setting.endsWith('rise') ? 'UP' : 'DOWN'} (${count} [[check|Prüfungen]])`,
    ttl: ({ about, at }) => `${about} bleibt bis ${at}`,
    timeout: ({ who, about, at }) => `${who} wartet bis ${at} auf eine Antwort${about && ` von ${about}`}`,
    start: ({ who, about, at }) => `${about || who} ist bis ${at} gestartet`
  },
  waitsFor: 'Wartet auf',
  page: (english) => sentenceDe(english) ?? english,
  fingerprint: { users: 'Nutzer', api: 'kubectl', 'kube-controller-manager': 'Heilung' },
  noAnswerSince: (since) => `keine Antwort seit ${since}`,
  opening: (percent) => `Der Cluster startet: ${percent} %`,
  glossary: {
    leader:
      'Das eine etcd-Mitglied, das Schreibzugriffe annehmen darf. Die anderen kopieren es; eine Mehrheit muss zustimmen.',
    term: 'Die Nummer einer Wahl in etcd. Wer von einer höheren hört, weiß, dass es ohne ihn weiterging.',
    quorum: 'Die Mehrheit der etcd-Mitglieder. Ohne sie kann nichts geschrieben werden.',
    vote: 'Jedes etcd-Mitglied wählt in einem Term einen Kandidaten; wer eine Mehrheit hat, führt.',
    lease:
      'Ein Zettel in der API, alle 2 s erneuert: Wer ihn hält, ist der eine Controller Manager oder Scheduler, der handelt.',
    read: 'kubectl get, eine Liste, ein Watch: was die API fragt und nichts ändert.',
    write: 'kubectl apply, ein neuer Pod, der Heartbeat eines Nodes: alles, was ein Objekt in etcd ändert.',
    heartbeat:
      'Das Kubelet eines Nodes erneuert alle 10 s eine Lease. Wer keine Erneuerung sieht, hält den Node für verloren.',
    ready: 'Was die API von einem Node oder Pod sagt: was zuletzt gehört wurde, nicht was wahr ist.',
    taint: 'Eine Markierung am Node, die Pods fernhält; NoExecute vertreibt auch die, die dort laufen.',
    toleration: 'Wie lange ein Pod trotz eines Taints bleiben darf: 300 s, wenn niemand etwas anderes sagt.',
    eviction:
      'Der Pod wird gelöscht, damit sein Besitzer anderswo einen neuen macht. Seine Container enden, wenn ihr Kubelet davon hört.',
    endpoint: 'Die Adresse eines Pods hinter einem Service. kube-proxy schickt auf jedem Node Verbindungen dorthin.',
    service: 'Eine Adresse für viele Pods. Wer sie ruft, kommt zu einem, der bereit ist.',
    check: 'Ein Versuch, sich zu verbinden oder zu fragen, immer wieder. So viele hintereinander entscheiden.',
    'back-off': 'Eine Pause vor dem nächsten Versuch, nach jedem Fehlschlag länger.',
    pod: 'Container, die zusammen auf einem Node laufen.',
    kubelet: 'Der Agent auf jedem Node: Er startet Container, prüft sie und berichtet.',
    'api-server': 'Die einzige Tür zu etcd. Alle anderen reden mit ihm.',
    controllers: 'Schleifen, die vergleichen, was sein soll und was ist, und handeln. Einer ihrer Manager führt.',
    scheduler: 'Wählt für jeden neuen Pod einen Node. Einer von ihnen führt.'
  }
}
