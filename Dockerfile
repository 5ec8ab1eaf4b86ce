# syntax=docker/dockerfile:1
# The web pages, then the program that carries them, then an image with the program alone.
# With SOURCE_DATE_EPOCH as a build argument (git log -1 --format=%ct) and the three images pinned by digest, two
# builds of one commit give the same layers.

ARG NODE_IMAGE=node:24-bookworm-slim
ARG GO_IMAGE=golang:1.26-bookworm
ARG RUNTIME_IMAGE=gcr.io/distroless/static-debian12:nonroot

# Pages and binaries are built on the builder's own kind of machine, whatever kind they are for.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM --platform=$BUILDPLATFORM ${GO_IMAGE} AS program
ENV GOTOOLCHAIN=local
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
COPY --from=web /src/web/dist web/dist
ARG TARGETOS
ARG TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -buildvcs=false -ldflags='-s -w -buildid=' -o /rozmowa ./cmd/rozmowa
# A new volume is owned as this folder is in the image.
RUN mkdir /files

# No shell and no package manager; certificates for calling out; the user nonroot (65532). Zone data is in the
# program.
FROM ${RUNTIME_IMAGE}
ARG VERSION=unknown
LABEL org.opencontainers.image.title="Rozmowa" org.opencontainers.image.version="${VERSION}"
COPY --from=program /rozmowa /rozmowa
COPY --from=program --chown=65532:65532 /files /files
EXPOSE 8080
ENTRYPOINT ["/rozmowa"]
CMD ["serve"]
