# Two stages: one with a compiler that builds, one with nothing but what runs. docs/containers.md says how to use it.
#
# Tags move with every fix of Debian and Node. To pin the very bytes, give the digests that `docker buildx imagetools
# inspect <tag>` prints: --build-arg BUILD_IMAGE=node:20.20-bookworm@sha256:… --build-arg RUN_IMAGE=…
ARG BUILD_IMAGE=node:20.20-bookworm
ARG RUN_IMAGE=node:20.20-bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No package runs a script of its own. The one that must be compiled is compiled here, with this Node's headers, and not
# fetched as a binary that the lock file does not know.
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN npm_config_nodedir=/usr/local npm_config_build_from_source=true \
    npm rebuild better-sqlite3 --ignore-scripts=false
COPY tsconfig.json tsconfig.build.json join.mjs ./
COPY src src
RUN npm run build
# What only building needs goes: packages, and of better-sqlite3 its sources and what the compiler left.
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
    && cd node_modules/better-sqlite3 \
    && mv build/Release/better_sqlite3.node . \
    && rm -rf build deps src \
    && mkdir -p build/Release \
    && mv better_sqlite3.node build/Release/ \
    && node -e "new (require('better-sqlite3'))(':memory:').close()"

FROM ${RUN_IMAGE}
LABEL org.opencontainers.image.title="Ndiyo" \
      org.opencontainers.image.description="Turns an agreement into a record that its parties confirm by SMS reply" \
      org.opencontainers.image.licenses="Apache-2.0"
# A number of its own: 1000, the image's user `node`, is a person on most machines. `cli doctor` is what
# `npm run cli -- doctor` is elsewhere: there is no npm here.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
        /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-* \
    && groupadd --gid 10001 ndiyo \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin ndiyo \
    && install -d -o 10001 -g 10001 -m 0700 /data \
    && printf '#!/bin/sh\nexec node /app/dist/cli/cli.js "$@"\n' > /usr/local/bin/cli \
    && chmod 755 /usr/local/bin/cli
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# A container listens on every address, and whoever reaches its published port reaches the service. So it is strict
# until told otherwise: with nothing configured it names what is missing and ends. For a look: ENVIRONMENT=development.
# SQLite's passing files belong on the disk of the database, not into the memory of a tmpfs.
ENV NODE_ENV=production \
    ENVIRONMENT=production \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATA_DIR=/data \
    SQLITE_TMPDIR=/data
USER 10001:10001
VOLUME ["/data"]
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1))"]
CMD ["node", "dist/main.js"]
