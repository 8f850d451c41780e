# Two stages: "tools" is the dev container, "host" runs the local host. docs/local-host.md#in-a-container

FROM node:22-bookworm-slim AS node

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS tools
# Ubuntu's own Node.js is too old.
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
# gcc and the headers link the native function; util-linux has setsid, setpriv and flock. A dev container gives its user
# the id of the developer's user, mostly 1000, unless another user of the image has it.
RUN userdel ubuntu \
    && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \
    && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \
    && apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev util-linux git curl \
    && rm -rf /var/lib/apt/lists/*
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

FROM tools AS host
RUN mkdir -p /items && chown app:app /items
USER app
WORKDIR /items
COPY --chown=app:app . .
# The function runs in this container, so it may need this container's C library.
RUN dotnet build src/Items.LocalHost \
    && dotnet publish src/Items.Api -c Release -p:MaximumGlibc=any \
    && mkdir -p artifacts/local
VOLUME /items/artifacts/local
ENTRYPOINT ["dotnet", "run", "--no-build", "--project", "src/Items.LocalHost", "--"]
