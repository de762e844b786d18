import type { Rows } from './pattern'

/** The ledger of fidelity in German: what was recorded, how it was measured and what was left out. A test looks for rows that are missing. */
export const fidelityDe: Rows = {
  // Behaviours
  'API calls: commands whose requests come in the same order, but for lost races':
    'API-Aufrufe: Befehle, deren Anfragen in derselben Reihenfolge kommen, verlorene Wettläufe ausgenommen',
  'API calls: the requests that a kubectl command causes, by whom':
    'API-Aufrufe: die Anfragen, die ein kubectl-Befehl auslöst, und von wem',
  'HA: a worker is lost, its pods tolerate that for {time}':
    'HA: ein Worker geht verloren, seine Pods dulden das {time} lang',
  'Single master: a worker is lost, its pods tolerate that for {time}':
    'Ein Master: ein Worker geht verloren, seine Pods dulden das {time} lang',
  'HA: all processes of the leading master are killed': 'HA: alle Prozesse des führenden Masters werden getötet',
  "HA: only the leading kcm's apiserver is killed": 'HA: nur der API-Server des führenden kcm wird getötet',
  'HA: the leading master and a worker fall silent together':
    'HA: der führende Master und ein Worker verstummen zugleich',
  'HA: the leading master falls silent': 'HA: der führende Master verstummt',
  'HA: the leading master falls silent, HAProxy with fall 2': 'HA: der führende Master verstummt, HAProxy mit fall 2',
  'HA: the leading master is killed, HAProxy with fall 2': 'HA: der führende Master wird getötet, HAProxy mit fall 2',
  'HA: the leading master is killed, kcm without allocate-node-cidrs':
    'HA: der führende Master wird getötet, kcm ohne allocate-node-cidrs',
  'HA: the lost worker comes back': 'HA: der verlorene Worker kommt zurück',
  'Single master: the lost worker comes back': 'Ein Master: der verlorene Worker kommt zurück',
  'Single master: nothing happens while it is away': 'Ein Master: solange er fort ist, geschieht nichts',
  'Single master: it comes back after a minute; no worker is missed, nobody is evicted':
    'Ein Master: er kommt nach einer Minute zurück; kein Worker wird vermisst, niemand wird verdrängt',
  'Lives of pods: containerd': 'Leben von Pods: containerd',
  'Lives of pods: events': 'Leben von Pods: Ereignisse',
  'Lives of pods: kubelet log': 'Leben von Pods: Log des kubelet',
  'Lives of pods: runtime': 'Leben von Pods: Laufzeit',
  'Lives of pods: statuses': 'Leben von Pods: Zustände',
  'Raft: every message, in order': 'Raft: jede Nachricht, der Reihe nach',
  'Raft: state, term, vote, log, commit and progress of each member':
    'Raft: Zustand, Term, Stimme, Log, Commit und Fortschritt jedes Mitglieds',
  'Rolling updates: sizes of both ReplicaSets, step by step':
    'Rolling Updates: Größen beider ReplicaSets, Schritt für Schritt',
  'SIGTERM to the etcd leader: it hands over first': 'SIGTERM an den etcd-Leader: er übergibt erst',
  'Scheduling decisions of 1.36: scores, messages, nominations, victims':
    'Entscheidungen des Schedulers von 1.36: Punkte, Meldungen, Nominierungen, Opfer',
  'Scheduling decisions: filters, scores, message, nomination, victims':
    'Entscheidungen des Schedulers: Filter, Punkte, Meldung, Nominierung, Opfer',
  'kill -9 an etcd follower: nobody is elected': 'kill -9 eines etcd-Followers: niemand wird gewählt',
  'kill -9 the etcd leader': 'kill -9 des etcd-Leaders',
  'two of three masters are lost, one comes back': 'zwei von drei Mastern gehen verloren, einer kommt zurück',
  'Controllers of 1.36: writes of each object in their order, events, objects at the end':
    'Controller von 1.36: Schreibzugriffe auf jedes Objekt in ihrer Reihenfolge, Ereignisse, Objekte am Ende',
  'The API of 1.36: paging, namespaces, refusals, admission, policies, addresses, request by request':
    'Die API von 1.36: Seiten, Namespaces, Ablehnungen, Zulassung, Richtlinien, Adressen, Anfrage für Anfrage',
  'The API of 1.36: validation, defaults and refusals of {n} kinds':
    'Die API von 1.36: Prüfung, Vorgaben und Ablehnungen von {n} Arten',
  'kubectl 1.36 while parts of the cluster are down: output, exit code, how long it took':
    'kubectl 1.36, während Teile des Clusters ausgefallen sind: Ausgabe, Exit-Code, Dauer',
  'kubectl 1.36: what it prints of the objects that there are, byte by byte':
    'kubectl 1.36: was es von den vorhandenen Objekten ausgibt, Byte für Byte',
  // Evidence
  'audit log, events and objects of a real 1.36.3 control plane':
    'Audit-Log, Ereignisse und Objekte einer echten Control Plane 1.36.3',
  'a real 1.36.3 control plane, answers to the requests of one client':
    'eine echte Control Plane 1.36.3, Antworten auf die Anfragen eines Clients',
  'a real 1.36.3 API server, answers to single requests':
    'ein echter API-Server 1.36.3, Antworten auf einzelne Anfragen',
  'kubectl 1.36.3 at a real 1.36.3 cluster, single master and HA':
    'kubectl 1.36.3 an einem echten Cluster 1.36.3, ein Master und HA',
  'kubectl 1.36.3 at a real 1.36.3 cluster, with all its objects at that instant':
    'kubectl 1.36.3 an einem echten Cluster 1.36.3, mit allen Objekten dieses Augenblicks',
  'audit log of a real 1.25 API server for 20 kubectl commands':
    'Audit-Log eines echten API-Servers 1.25 zu 20 kubectl-Befehlen',
  "etcd's Raft library 3.6, scenarios with every member's state":
    'Raft-Bibliothek von etcd 3.6, Szenarien mit dem Zustand jedes Mitglieds',
  'kube-scheduler {release}, recorded decisions about single pods':
    'kube-scheduler {release}, aufgezeichnete Entscheidungen über einzelne Pods',
  'real deployment and replicaset controllers': 'echte Controller für Deployments und ReplicaSets',
  'real kubelet and containerd, {n} pods': 'echter kubelet und containerd, {n} Pods',
  'recorded 1.25 control plane': 'aufgezeichnete Control Plane 1.25',
  // How it was measured; what stands between semicolons is said part by part
  '{n} seeds': '{n} Startwerte',
  '{n} things must not happen with any seed': '{n} Dinge dürfen mit keinem Startwert geschehen',
  'median of {n} seeds within the recorded least and greatest':
    'Median aus {n} Startwerten liegt zwischen dem aufgezeichneten kleinsten und größten',
  '{n} check on {m} measured number': '{n} Prüfung an {m} gemessenen Zahl',
  '{n} checks on {m} measured number': '{n} Prüfungen an {m} gemessenen Zahl',
  '{n} checks on {m} measured numbers': '{n} Prüfungen an {m} gemessenen Zahlen',
  '{n} checks on {m} measured numbers, {k} of which other rows use too':
    '{n} Prüfungen an {m} gemessenen Zahlen, von denen andere Zeilen {k} auch verwenden',
  '{n} check on fewer than five recordings: widened to ±10 % of the median':
    '{n} Prüfung an weniger als fünf Aufzeichnungen: auf ±10 % des Medians geweitet',
  '{n} checks on fewer than five recordings: widened to ±10 % of the median':
    '{n} Prüfungen an weniger als fünf Aufzeichnungen: auf ±10 % des Medians geweitet',
  'each decided once, compared whole': 'jede einmal entschieden, ganz verglichen',
  'each decided once': 'jede einmal entschieden',
  'left out: which of several equal pods falls victim, and their order':
    'ausgelassen: welcher von mehreren gleichen Pods Opfer wird, und ihre Reihenfolge',
  'left out: which of several equal nodes and victims is taken, the order of victims, why single nodes were turned down (not logged)':
    'ausgelassen: welcher von mehreren gleichen Nodes und Opfern genommen wird, die Reihenfolge der Opfer, warum einzelne Nodes ausschieden (nicht geloggt)',
  'each once': 'jeder einmal',
  'the recorder sampled, so every recorded step must occur among ours in its order, none after the last':
    'aufgezeichnet wurde in Abständen: jeder aufgezeichnete Schritt muss unter unseren in seiner Reihenfolge vorkommen, keiner nach dem letzten',
  'each scenario once, every field of every member at every checkpoint':
    'jedes Szenario einmal, jedes Feld jedes Mitglieds an jedem Haltepunkt',
  'each scenario once, every message with its fields': 'jedes Szenario einmal, jede Nachricht mit ihren Feldern',
  'ticks, deliveries and election timeouts are the scenario’s':
    'Takte, Zustellungen und Wahl-Zeitgrenzen sind die des Szenarios',
  'one run': 'ein Lauf',
  "requests as a set with their counts, by whom, verb, URI, code, an event's reason":
    'Anfragen als Menge mit ihren Anzahlen, von wem, Verb, URI, Code, Grund eines Ereignisses',
  "the order of all writes of one object, and of each component's requests about it":
    'die Reihenfolge aller Schreibzugriffe auf ein Objekt und der Anfragen jeder Komponente dazu',
  "lost races (409) with their retries are left out, and a controller's updates one after the other count as one":
    'verlorene Wettläufe (409) mit ihren Wiederholungen sind ausgelassen, und Änderungen eines Controllers nacheinander zählen als eine',
  "left out: heartbeats, a recorded kubelet's deletion of what is deleted (404) and its looks before no PATCH, three requests of the recorded kubectl 1.32 that 1.36 does not send (a LIST before a watch, a label that is there already) and one that only 1.36 sends (a pod, before its eviction is tried again)":
    'ausgelassen: Heartbeats; dass ein aufgezeichneter kubelet löscht, was gelöscht ist (404), und nachsieht, ohne zu ändern; drei Anfragen des aufgezeichneten kubectl 1.32, die 1.36 nicht sendet (ein LIST vor einem Watch, ein Label, das schon da ist), und eine, die nur 1.36 sendet (ein Pod, ehe seine Verdrängung wieder versucht wird)',
  'a 403 to a recorded kubelet counts as granted': 'ein 403 an einen aufgezeichneten kubelet zählt als erlaubt',
  'names, hashes and times that chance chose stand for what they are':
    'Namen, Hashes und Zeiten, die der Zufall wählte, stehen für das, was sie sind',
  'recorded lines that come in the same order': 'aufgezeichnete Zeilen, die in derselben Reihenfolge kommen',
  'each life is lived with up to {n} seeds and in each aspect the nearest counts':
    'jedes Leben wird mit bis zu {n} Startwerten gelebt, und in jeder Hinsicht zählt das nächste',
  'names, times, addresses and how often a back-off repeats are left out':
    'Namen, Zeiten, Adressen und wie oft ein Back-off sich wiederholt, sind ausgelassen',
  'every twelfth recorded case, played once, three checks each':
    'jeder zwölfte aufgezeichnete Fall, einmal gespielt, je drei Prüfungen',
  'times, addresses, drawn names, lost races (409) and which worker a pod went to are left out':
    'Zeiten, Adressen, gezogene Namen, verlorene Wettläufe (409) und auf welchen Worker ein Pod kam, sind ausgelassen',
  'every fourth recorded sequence, each request compared whole':
    'jede vierte aufgezeichnete Folge, jede Anfrage ganz verglichen',
  'a read is made again for up to 2.4 s': 'Lesendes wird bis zu 2,4 s lang wiederholt',
  'what was done out of the recorder’s sight is inferred': 'was die Aufzeichnung nicht zeigt, ist aus ihr erschlossen',
  'of each kind every fourteenth request, of those that came out when the sample was taken, compared whole':
    'von jeder Art jede vierzehnte Anfrage, von denen, die stimmten, als die Stichprobe gezogen wurde, ganz verglichen',
  'every third recorded state, each line typed once at its time':
    'jeder dritte aufgezeichnete Zustand, jede Zeile einmal zu ihrer Zeit eingegeben',
  'left out: what no two clusters share, rows of lists':
    'ausgelassen: was keine zwei Cluster gemeinsam haben, Zeilen von Listen',
  'times up to a quarter and 5 s longer': 'Zeiten bis zu einem Viertel und 5 s länger',
  'four whole scenarios of {n}, each command once at its time':
    'vier ganze Szenarien von {n}, jeder Befehl einmal zu seiner Zeit',
  'drawn uids, names and temporary files are left out': 'gezogene UIDs, Namen und temporäre Dateien sind ausgelassen',
  // What is not modelled
  'Cloud providers; volumes that a real driver makes': 'Cloud-Anbieter; Volumes, die ein echter Treiber anlegt',
  'Asynchronous storage writes, sizes in bytes': 'asynchrones Schreiben, Größen in Bytes',
  'Taints and counters of devices, extenders, several profiles':
    'Taints und Zähler von Geräten, Extender, mehrere Profile',
  'The order of what happens in the same instant on a loaded node':
    'die Reihenfolge dessen, was auf einem belasteten Node im selben Augenblick geschieht',
  'Volumes beyond zones and limits, extenders, several profiles':
    'Volumes über Zonen und Grenzen hinaus, Extender, mehrere Profile',
  'Which of two writers loses a race is chance': 'welcher von zwei Schreibenden einen Wettlauf verliert, ist Zufall',
  'kubectl edit, autoscale': 'kubectl edit, autoscale',
  // The table
  'Each behaviour was recorded on real Kubernetes, kubelet, containerd and etcd, and is compared by running it here.':
    'Jedes Verhalten wurde an echtem Kubernetes, kubelet, containerd und etcd aufgezeichnet und wird verglichen, indem es hier abläuft.',
  '{code} does so again.': '{code} tut das von neuem.',
  'The ledger (fidelity.json) is not beside this page.':
    'Das Verzeichnis (fidelity.json) liegt nicht neben dieser Seite.',
  Behaviour: 'Verhalten',
  agree: 'stimmen überein',
  'median error': 'mittlerer Fehler (Median)',
  evidence: 'Beleg',
  'how it was measured, what was left out': 'wie gemessen wurde, was ausgelassen ist',
  'where it differs, what is not modelled': 'worin es abweicht, was nicht nachgebildet ist',
  '{n} of {all}': '{n} von {all}',
  '{n} differ': '{n} weichen ab',
  '{n} differs': '{n} weicht ab',
  'Not modelled: {~what}': 'Nicht nachgebildet: {what}'
}
