/**
 * Docker Hub's official images, one a line: name, MiB of its download, the newest major version, memory in MiB, the program
 * it runs, and where that listens. What a line leaves out: a base image or a tool with a shell.
 * Rounded from the images' pages on hub.docker.com; no figure is measured here.
 */
const lines = `
adminer 45 5 12 php 8080
aerospike 80 8 200 asd 3000
almalinux 70 10 1
alpine 3 3 1
amazoncorretto 200 25 1
amazonlinux 50 2023 1
arangodb 200 3 200 arangod 8529
archlinux 160 - 1
bash 6 5 1
buildpack-deps 280 - 1
busybox 2 1 1
caddy 20 2 12 caddy 80 443
cassandra 150 5 900 cassandra 9042 7000
clickhouse 250 25 300 clickhouse-server 8123 9000
composer 75 2 4
couchbase 600 8 500 couchbase-server 8091
couchdb 110 3 60 couchdb 5984
crate 300 6 500 crate 4200 5432
debian 49 13 1
docker 140 29 20 dockerd 2375
drupal 180 11 40 apache2-foreground 80
eclipse-mosquitto 6 2 4 mosquitto 1883
eclipse-temurin 200 25 1
elasticsearch 600 9 1200 elasticsearch 9200 9300
elixir 300 1 1
emqx 120 5 200 emqx 1883 18083
erlang 300 28 1
fedora 70 43 1
flink 400 2 700 jobmanager 8081 6123
fluentd 50 1 60 fluentd 24224
gcc 450 15 1
ghost 180 6 160 node 2368
golang 280 1 1
gradle 350 9 1
groovy 250 5 1
haproxy 45 3 12 haproxy 80
haskell 700 9 1
hello-world 1 - 1
httpd 60 2 8 httpd-foreground 80
influxdb 130 3 60 influxd 8086
jetty 230 12 120 jetty 8080
joomla 200 6 40 apache2-foreground 80
julia 150 1 1
kibana 400 9 500 kibana 5601
kong 110 3 120 kong 8000 8001
logstash 400 9 700 logstash 5044 9600
mariadb 120 12 120 mariadbd 3306
maven 280 3 1
matomo 150 5 40 apache2-foreground 80
mediawiki 250 1 40 apache2-foreground 80
memcached 30 1 4 memcached 11211
mongo 240 8 120 mongod 27017
mongo-express 50 1 60 node 8081
mysql 170 9 380 mysqld 3306
nats 8 2 12 nats-server 4222 8222
neo4j 300 2025 500 neo4j 7474 7687
nextcloud 330 32 60 apache2-foreground 80
node 380 25 40 node 8080
odoo 500 19 200 odoo 8069
openjdk 230 27 1
oraclelinux 90 10 1
percona 200 8 380 mysqld 3306
perl 330 5 1
photon 18 5 1
php 170 8 12 php
phpmyadmin 180 5 30 apache2-foreground 80
postgres 150 18 48 postgres 5432
python 370 3 20 python3 8000
rabbitmq 100 4 110 rabbitmq-server 5672 15672
redis 45 8 8 redis-server 6379
redmine 200 6 120 rails 3000
registry 10 3 12 registry 5000
rethinkdb 60 2 60 rethinkdb 28015 8080
rocket.chat 500 7 300 node 3000
rockylinux 70 9 1
ruby 340 3 1
rust 500 1 1
solr 350 9 500 solr 8983
sonarqube 700 25 1500 sonarqube 9000
spark 500 4 1
swift 900 6 1
telegraf 120 1 40 telegraf 8125
tomcat 190 11 120 catalina.sh 8080
traefik 50 3 30 traefik 80 8080
ubuntu 29 26 1
valkey 45 9 8 valkey-server 6379
varnish 90 8 40 varnishd 80
vault 80 1 60 vault 8200
wordpress 240 6 40 apache2-foreground 80
xwiki 700 17 700 xwiki 8080
zookeeper 120 3 90 zkServer.sh 2181
`

/** An official image, as far as containers show it. */
export interface Official {
  readonly mib: number
  /** Its newest major version; 0: it has no numbered tags, or they are not its own. */
  readonly newest: number
  readonly memoryMib: number
  /** Empty: it runs a shell. */
  readonly program: string
  readonly ports: readonly number[]
}

export const official: ReadonlyMap<string, Official> = new Map(
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name, mib, newest, memoryMib, program = '', ...ports] = line.split(' ')
      return [
        name!,
        {
          mib: Number(mib),
          newest: Number(newest) || 0,
          memoryMib: Number(memoryMib),
          program,
          ports: ports.map(Number)
        }
      ]
    })
)

/** WORKDIR of those images whose Dockerfile has one. */
export const workingDirs: Readonly<Record<string, string>> = {
  redis: '/data',
  valkey: '/data',
  tomcat: '/usr/local/tomcat',
  wordpress: '/var/www/html',
  nextcloud: '/var/www/html',
  drupal: '/opt/drupal',
  joomla: '/var/www/html',
  phpmyadmin: '/var/www/html',
  ghost: '/var/lib/ghost',
  golang: '/go',
  elasticsearch: '/usr/share/elasticsearch',
  kibana: '/usr/share/kibana',
  logstash: '/usr/share/logstash'
}

/** These have no tag `latest`: a version must be named. */
const withoutLatest = new Set(['elasticsearch', 'kibana', 'logstash', 'vault'])

/** Words that tags of official images begin with, if not with a version: what moves, variants, and releases of what they are built on. */
const tagWords = new Set(
  `latest stable mainline lts current edge rc unstable nightly devel dev rolling preview snapshot beta alpha
  alpine slim perl otel apache fpm cli zts php python pypy pypy3 jre jdk openjdk temurin eclipse management kraft dind rootless git glibc musl uclibc
  community enterprise ubi ubi8 ubi9 ubi10 debian ubuntu rockylinux al2023 amazonlinux oraclelinux oracle windowsservercore nanoserver onbuild base ltsc
  jessie stretch buster bullseye bookworm trixie forky sid testing oldstable oldoldstable trusty xenial bionic focal jammy noble oracular plucky questing
  argon boron carbon dubnium erbium fermium gallium hydrogen iron jod krypton node java mysql postgres chown session process
  artful ibmjava open sdk jdk8 jdk11 jdk17 jdk21 jre8 jre11 jre17 jre21 builder centos7 ol8 ol9 hadoop scala passenger tools`
    .trim()
    .split(/\s+/)
)

/**
 * Whether Docker Hub has a tag of an official image: a version up to the newest, a variant (`8-alpine`, `6.5-php8.3-apache`), a
 * release's name (`bookworm`, `lts`), a digest. Which minor versions exist is not known here: any does; words that no official image uses
 * (`broken`, `does-not-exist`) are none.
 */
export function hasTag(name: string, { newest }: Pick<Official, 'newest'>, tag: string): boolean {
  if (tag.startsWith('sha256:')) return true
  if (tag === 'latest') return !withoutLatest.has(name)
  const version = /^v?([0-9]+)(\.[0-9]+)*(-[a-z0-9._-]+)?$/i.exec(tag)
  if (version) return newest === 0 || Number(version[1]) <= newest
  return (
    /^[a-z]+(-?[a-z0-9.]+)*$/.test(tag) && tagWords.has(/^[a-z0-9]+/.exec(tag.replace(/[\d.]+(?=-|$)/, ''))?.[0] ?? '')
  )
}
