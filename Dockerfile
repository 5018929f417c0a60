# Builds with everything, runs with what running needs. The image holds no server: the database is elsewhere.
ARG NODE_VERSION=24
FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json knexfile.ts ./
COPY scripts ./scripts
COPY src ./src
COPY test ./test
COPY bench ./bench
RUN node scripts/build.mjs && rm -rf dist/test dist/bench

FROM node:${NODE_VERSION}-bookworm-slim
# For backups: not older than the server. Debian's own repository has 15; PostgreSQL's has all of them.
ARG POSTGRES_MAJOR=18
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates postgresql-common \
  && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
  && apt-get install -y --no-install-recommends "postgresql-client-${POSTGRES_MAJOR}" \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production
COPY package.json package-lock.json ./
# Optional packages are the embedded server's programs, which production never starts.
RUN npm ci --ignore-scripts --omit=dev --omit=optional && npm cache clean --force
COPY --from=build /app/dist ./dist
COPY openapi.json ./
COPY public ./public
COPY scripts/entrypoint.sh scripts/cli.mjs scripts/start.mjs scripts/build.mjs scripts/build-lock.mjs ./scripts/
RUN mkdir -p .data/backups && chown -R node:node .data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/live').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["scripts/entrypoint.sh"]
