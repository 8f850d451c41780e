Redoc.init(new URL("openapi.json", document.baseURI).href, {}, document.getElementById("redoc"));
