import type { Rows } from './pattern'

/** What Why says, in German, by what it is in English: what is waited for, recorded steps, and what those who took them noted. */
export const whyDe: Rows = {
  // What is waited for
  'Why is it {~state}?': 'Warum ist es {state}?',
  'still {status}: nobody reaches its kubelet on {node}; {who} is taken for lost in {s} s':
    'noch {status}: niemand erreicht sein kubelet auf {node}; {who} gilt in {s} s als verloren',
  'still {status}: nobody reaches its kubelet on {node}; evicted in {s} s':
    'noch {status}: niemand erreicht sein kubelet auf {node}; in {s} s verdrängt',
  'still {status}: nobody reaches its kubelet on {node}': 'noch {status}: niemand erreicht sein kubelet auf {node}',
  'still Ready in the API: its kubelet is silent; NotReady in {s} s':
    'noch Ready in der API: sein kubelet schweigt; NotReady in {s} s',
  'still Ready in the API: its kubelet is silent': 'noch Ready in der API: sein kubelet schweigt',
  'still held by {who}, which does not renew it; it runs out in {s} s':
    'noch gehalten von {who}, der sie nicht erneuert; sie läuft in {s} s ab',
  'still held by {who}, which does not renew it': 'noch gehalten von {who}, der sie nicht erneuert',
  'still sends to pods on {node}, whose kubelet is silent; {who} is taken for lost in {s} s':
    'schickt noch an Pods auf {node}, dessen kubelet schweigt; {who} gilt in {s} s als verloren',
  'still sends to pods on {node}, whose kubelet is silent': 'schickt noch an Pods auf {node}, dessen kubelet schweigt',
  'hears nothing of {who}; asks for votes in {s} s': 'hört nichts von {who}; bittet in {s} s um Stimmen',
  'hears nothing of a leader; asks for votes in {s} s': 'hört nichts von einem Leader; bittet in {s} s um Stimmen',
  'waits: {who} holds the lease and does not renew it; it runs out in {s} s':
    'wartet: {who} hält die Lease und erneuert sie nicht; sie läuft in {s} s ab',
  'still takes {who} for {state} ({n} of {m} checks); decides in {s} s':
    'hält {who} noch für {state} ({n} von {m} Prüfungen); entscheidet in {s} s',
  'waits for an answer of {who}; gives up in {s} s': 'wartet auf eine Antwort von {who}; gibt in {s} s auf',
  '{status}: its container sits out a back-off; tried again in {s} s':
    '{status}: sein Container sitzt ein Back-off aus; in {s} s neuer Versuch',
  // Steps
  '{a} → {b}': '{a} → {b}',
  '{who}: {setting} ran out': '{who}: {setting} ist abgelaufen',
  '{who} missed its {setting}': '{who} versäumte sein {setting}',
  '{who}: {file} put into the manifest directory': '{who}: {file} kam ins Verzeichnis der Manifeste',
  '{who}: {file} taken out of the manifest directory': '{who}: {file} verließ das Verzeichnis der Manifeste',
  '{who}: started': '{who}: gestartet',
  '{who}: written to disk': '{who}: auf die Platte geschrieben',
  '{who} got {what} from {whom}': '{who} erhielt {what} von {whom}',
  '{what} from {whom} to {who} was lost': '{what} von {whom} an {who} ging verloren',
  'stored in etcd as revision {n}': 'in etcd gespeichert als Revision {n}',
  '{u}: create {w}': '{u}: create {w}',
  '{u}: update {w}': '{u}: update {w}',
  '{u}: patch {w}': '{u}: patch {w}',
  '{u}: delete {w}': '{u}: delete {w}',
  '{u}: deletecollection {w}': '{u}: deletecollection {w}',
  'a command': 'ein Befehl',
  // What they noted
  'check of {who}: {answer}; UP {n}/{m}': 'Prüfung von {who}: {answer}; UP {n}/{m}',
  'no server is UP: the connection is closed': 'kein Server ist UP: die Verbindung wird geschlossen',
  'first new connection since {who} is DOWN goes to {whom}':
    'erste neue Verbindung, seit {who} DOWN ist, geht an {whom}',
  "a user's request failed: {why}": 'die Anfrage eines Nutzers scheiterte: {why}',
  '{n} pods of {service} answer users again': '{n} Pods von {service} antworten Nutzern wieder',
  "users' load balancer: {who} is healthy": 'Lastverteiler der Nutzer: {who} ist gesund',
  "users' load balancer: {who} is unhealthy": 'Lastverteiler der Nutzer: {who} ist nicht gesund',
  'exits: {why}': 'endet: {why}',
  '{who} exits: {why}': '{who} endet: {why}',
  '{who} panics: {why}': '{who} bricht ab (panic): {why}',
  '{who} does not run: {what} reaches nobody': '{who} läuft nicht: {what} erreicht niemanden',
  'steps down: too few members answered within an election timeout':
    'tritt zurück: zu wenige Mitglieder antworteten binnen einer Wahlfrist',
  '{pod} preempts {pods} on {node}': '{pod} verdrängt {pods} auf {node}',
  '{pod} goes to {node}: the only one of {n} nodes that fits':
    '{pod} kommt auf {node}: den einzigen von {n} Nodes, der passt',
  '{pod} goes to {node}: {scores}, next {others}, drawn among {n} equals':
    '{pod} kommt auf {node}: {scores}, dann {others}, gelost unter {n} gleichen',
  '{pod} goes to {node}: {scores}, next {others}': '{pod} kommt auf {node}: {scores}, dann {others}',
  '{pod} goes to {node}: {said}': '{pod} kommt auf {node}: {said}',
  '{pod} fits nowhere: {said}': '{pod} passt nirgends: {said}',
  '{pod} → {node}': '{pod} → {node}',
  'SIGKILL to {c} of {pod}': 'SIGKILL an {c} von {pod}',
  'OOM killer: {pod} {c} used {n} MiB': 'OOM-Killer: {pod} {c} verbrauchte {n} MiB',
  '{c} has no handler for SIGTERM: PID 1 ignores it': '{c} behandelt SIGTERM nicht: PID 1 beachtet es nicht',
  'first {kind} through the API after {s} s': 'das erste {kind} durch die API nach {s} s',
  'rules: {what}': 'Regeln: {what}',
  'node-controller: no node is ready: removes all NoExecute taints and stops evicting':
    'node-controller: kein Node ist bereit: nimmt alle NoExecute-Taints weg und verdrängt nicht mehr',
  'node-controller: some nodes are ready again: every node gets a new grace period':
    'node-controller: manche Nodes sind wieder bereit: jeder bekommt eine neue Frist',
  "node-controller: zone '{zone}' is in {state}: {n} taints per second":
    'node-controller: Zone „{zone}“ ist in {state}: {n} Taints je Sekunde',
  'node-controller: no heartbeat of {node} for {q} s (limit {l} s): marks it Unknown':
    'node-controller: kein Herzschlag von {node} seit {q} s (Grenze {l} s): nennt ihn Unknown',
  'node-controller: {node} is still unreachable: queues its NoExecute taint':
    'node-controller: {node} ist noch unerreichbar: reiht seinen NoExecute-Taint ein',
  'node-controller: {node} is unreachable: queues its NoExecute taint':
    'node-controller: {node} ist unerreichbar: reiht seinen NoExecute-Taint ein',
  'node-controller: {node} is not ready: queues its NoExecute taint':
    'node-controller: {node} ist nicht bereit: reiht seinen NoExecute-Taint ein',
  'node-controller: {node} is still not ready: queues its NoExecute taint':
    'node-controller: {node} ist noch nicht bereit: reiht seinen NoExecute-Taint ein',
  'nodeipam waits a poll interval before it lists; no controller starts before it has':
    'nodeipam wartet vor dem Auflisten eine Abfragezeit; kein Controller beginnt vorher',
  '{who} has not renewed {lock} for {n} s: tries to take it':
    '{who} hat {lock} {n} s lang nicht erneuert: versucht, sie zu nehmen',
  // What controllers concluded
  '{who}: toleration of {pod} on {node} is over; deletes it':
    '{who}: die Duldung von {pod} auf {node} ist um; löscht ihn',
  '{who}: analyses {key}: {n} pods are active, {m} are wanted; deletes {k}':
    '{who}: prüft {key}: {n} Pods sind dabei, {m} sollen es sein; löscht {k}',
  '{who}: analyses {key}: {n} pods succeeded, {m} are active; creates {k}':
    '{who}: prüft {key}: {n} Pods gelangen, {m} sind dabei; legt {k} an',
  '{who}: analyses {key}: {n} ready and {m} other addresses; updates its Endpoints':
    '{who}: prüft {key}: {n} bereite und {m} andere Adressen; ändert seine Endpoints',
  '{who}: analyses {key}: {n} ready and {m} other addresses; creates its Endpoints':
    '{who}: prüft {key}: {n} bereite und {m} andere Adressen; legt seine Endpoints an',
  '{who}: analyses {key}: creates {n}, updates {m}, deletes {k} EndpointSlices':
    '{who}: prüft {key}: legt {n} EndpointSlices an, ändert {m}, löscht {k}',
  '{who}: analyses {key}: creates pods on {n} nodes, deletes {k}':
    '{who}: prüft {key}: legt Pods auf {n} Nodes an, löscht {k}',
  '{who}: analyses namespace {name}: is being deleted; deletes all it holds':
    '{who}: prüft Namespace {name}: wird gelöscht; löscht alles darin',
  '{who}: analyses {key}: no ReplicaSet has this template; creates {name} with {n}':
    '{who}: prüft {key}: kein ReplicaSet hat diese Vorlage; legt {name} mit {n} an',
  '{who}: analyses {key}: {n} of {m} pods exist; creates {k}':
    '{who}: prüft {key}: {n} von {m} Pods gibt es; legt {k} an',
  '{who}: analyses {key}: {n} pods exist, {m} are wanted; deletes {pods}':
    '{who}: prüft {key}: {n} Pods gibt es, {m} sollen es sein; löscht {pods}',
  '{who}: analyses {key}: it is the turn of {pod}; creates it':
    '{who}: prüft {key}: {pod} ist an der Reihe; legt ihn an',
  '{who}: analyses {key}: deletes {pod}': '{who}: prüft {key}: löscht {pod}',
  '{who}: analyses {key}: scales {name} from {n} to {m}': '{who}: prüft {key}: skaliert {name} von {n} auf {m}',
  '{who}: analyses {keys}: {why}; deletes without grace': '{who}: prüft {keys}: {why}; löscht ohne Frist'
}
