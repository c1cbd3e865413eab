# syntax=docker/dockerfile:1

# The production binary, and nothing else: no shell, no package manager, no root.
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=dev
ARG COMMIT=unknown
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -buildvcs=false \
    -ldflags "-s -w -X beacon/internal/app.Version=${VERSION} -X beacon/internal/app.Commit=${COMMIT}" \
    -o /beacon ./cmd/beacon

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /beacon /beacon
USER 65532:65532
EXPOSE 8080 8081 8091
ENTRYPOINT ["/beacon"]
CMD ["version"]
