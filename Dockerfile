# The explorer for a class: docker build -t kmeans-viz . && docker run --rm -p 8765:8765 kmeans-viz
# It prints the address, with its token; behind a proxy, add: --address https://class.example/k-means/
FROM python:3.12-slim-bookworm AS build
COPY . /src
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir '/src[fast,video,cells,app]'

FROM python:3.12-slim-bookworm
RUN useradd --create-home reader
COPY --from=build /venv /venv
USER reader
WORKDIR /home/reader
EXPOSE 8765
ENTRYPOINT ["/venv/bin/kmeans-viz", "app", "--no-browser", "--host", "0.0.0.0", "--port", "8765"]
