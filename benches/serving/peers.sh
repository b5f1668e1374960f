#!/bin/sh
# peers.sh DIR: installs TiPg, pygeoapi and PostGIS, loads DIR/mentions.geojson and starts them on ports 5056, 5055 and 55432.
# peers.sh DIR stop: ends what it started. On Debian 12, as root; PostgreSQL runs as its own user, who must be able to enter DIR.
# PYTHON312 names a Python of 3.12 or later, which pygeoapi 0.24 asks for.
set -eu
mkdir -p "$1"
cd "$1"
here=$PWD
bin=/usr/lib/postgresql/15/bin
database=postgresql://postgres:none@127.0.0.1:55432/mentions

if [ "${2-}" = stop ]; then
    kill "$(cat tipg.pid)" "$(cat pygeoapi.pid)" || true
    exec runuser -u postgres -- $bin/pg_ctl -D "$here/postgres" -m fast stop
fi

[ -x $bin/initdb ] || apt-get install -y --no-install-recommends postgresql-15 postgresql-15-postgis-3 gdal-bin
if [ ! -d tipg ]; then
    python3 -m venv tipg
    tipg/bin/pip install -q tipg==1.6.1 'uvicorn[standard]==0.54.0'
fi
if [ ! -d pygeoapi ]; then
    "${PYTHON312-python3.12}" -m venv pygeoapi
    pygeoapi/bin/pip install -q pygeoapi==0.24.0 gunicorn==27.0.1 psycopg2-binary==2.9.13 GeoAlchemy2 pymysql
fi

if [ ! -d postgres ]; then
    install -d -o postgres postgres
    runuser -u postgres -- $bin/initdb -D "$here/postgres" -A trust -U postgres > initdb.log
    cat >> postgres/postgresql.conf <<-END
	port = 55432
	listen_addresses = '127.0.0.1'
	unix_socket_directories = '/tmp'
	shared_buffers = 512MB
	work_mem = 64MB
	jit = off
	END
    runuser -u postgres -- $bin/pg_ctl -D "$here/postgres" -l "$here/postgres/log.txt" -w start
    ask() { psql -q -h 127.0.0.1 -p 55432 -U postgres "$@"; }
    ask -c 'CREATE DATABASE mentions'
    ask -d mentions -c 'CREATE EXTENSION postgis'
    ogr2ogr -f PostgreSQL "PG:host=127.0.0.1 port=55432 user=postgres dbname=mentions" mentions.geojson -nln mentions \
        -lco GEOMETRY_NAME=geom -lco FID=id -lco LAUNDER=NO --config PG_USE_COPY YES
    ask -d mentions -c 'CREATE INDEX ON mentions (published)' -c 'CREATE INDEX ON mentions (place_id)' -c 'VACUUM ANALYZE mentions'
else
    runuser -u postgres -- $bin/pg_ctl -D "$here/postgres" -l "$here/postgres/log.txt" -w start
fi

DATABASE_URL=$database TIPG_MAX_FEATURES_PER_QUERY=200000 TIPG_MAX_FEATURES_PER_TILE=200000 \
    TIPG_DB_EXCLUDE_FUNCTION_SCHEMAS='["public"]' \
    nohup tipg/bin/uvicorn tipg.main:app --port 5056 --workers 2 --log-level warning > tipg.log 2>&1 &
echo $! > tipg.pid

provider() {
    cat <<-END
	      - type: $1
	        name: $2
	        data: {host: 127.0.0.1, port: 55432, dbname: mentions, user: postgres, password: none, search_path: [public]}
	        id_field: id
	        table: mentions
	        geom_field: geom
	END
}
cat > pygeoapi.yml <<END
server:
  bind: {host: 127.0.0.1, port: 5055}
  url: http://127.0.0.1:5055
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  gzip: false
  languages: [en-US]
  pretty_print: false
  limits: {default_items: 100, max_items: 200000, on_exceed: throttle}
  map: {url: 'http://127.0.0.1:5055/none/{z}/{x}/{y}.png', attribution: none}
logging: {level: ERROR}
metadata:
  identification: {title: {en: m}, description: {en: m}, keywords: {en: [m]}, keywords_type: theme, terms_of_service: none, url: 'http://127.0.0.1'}
  license: {name: none, url: 'http://127.0.0.1'}
  provider: {name: none, url: 'http://127.0.0.1'}
  contact: {name: none, position: none, address: none, city: none, stateorprovince: none, postalcode: none, country: none, phone: none, fax: none, email: a@example.org, url: 'http://127.0.0.1', hours: none, instructions: none, role: pointOfContact}
resources:
  mentions:
    type: collection
    title: mentions
    description: mentions
    keywords: [mentions]
    links: []
    extents:
      spatial: {bbox: [-180, -90, 180, 90], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}
      temporal: {begin: 2011-03-01T00:00:00Z, end: 2025-12-31T00:00:00Z}
    providers:
$(provider feature PostgreSQL)
        time_field: published
        count: true
$(provider tile MVT-postgresql)
        storage_crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'
        options: {zoom: {min: 0, max: 15}}
        format: {name: pbf, mimetype: application/vnd.mapbox-vector-tile}
END
export PYGEOAPI_CONFIG="$here/pygeoapi.yml" PYGEOAPI_OPENAPI="$here/openapi.yml"
pygeoapi/bin/pygeoapi openapi generate pygeoapi.yml --output-file openapi.yml
nohup pygeoapi/bin/gunicorn -w 2 -t 300 -b 127.0.0.1:5055 pygeoapi.flask_app:APP > pygeoapi.log 2>&1 &
echo $! > pygeoapi.pid
