// SPDX-FileCopyrightText: 2026 The Eyrie Authors
// SPDX-License-Identifier: Apache-2.0
#include "web/http/static_files.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace eyrie::web {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public testing::Test {
 protected:
  StaticFilesTest() {
    write("site/index.html", "<html>page</html>");
    write("site/assets/app-1a2b.js", "0123456789");
    write("site/.env", "secret");
    write("outside.txt", "secret");
    fs::create_symlink(folder_ / "outside.txt", folder_ / "site" / "link.txt");
  }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }

  Response get(std::string path, std::initializer_list<std::pair<std::string, std::string>> fields = {}) {
    Request request;
    request.method = "GET";
    request.path = std::move(path);
    for (const auto& [name, value] : fields) request.headers.add(name, value);
    return StaticFiles::open(folder_ / "site")->handle(request);
  }

  static std::string text_of(Response& response) {
    auto& source = std::get<std::unique_ptr<BodySource>>(response.body);
    std::string text(source->size(), '\0');
    EXPECT_EQ(source->read(std::as_writable_bytes(std::span(text))), text.size());
    return text;
  }

  const test::TempFolder folder_;
};

TEST_F(StaticFilesTest, HashedAssetsAreCachedForEverAndThePageIsNot) {
  Response script = get("/assets/app-1a2b.js");
  EXPECT_EQ(script.status, 200);
  EXPECT_EQ(script.headers.find("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.headers.find("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(text_of(script), "0123456789");
  EXPECT_EQ(get("/index.html").headers.find("cache-control"), "no-cache");
}

TEST_F(StaticFilesTest, AddressesOfThePageItselfGetThePage) {
  for (const char* path : {"/", "/incidents", "/incidents/17"}) {
    Response page = get(path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_EQ(text_of(page), "<html>page</html>") << path;
  }
  EXPECT_EQ(get("/assets/gone.js").status, 404);
}

TEST_F(StaticFilesTest, NothingOutsideAndNothingHiddenIsServed) {
  for (const char* path :
       {"/../outside.txt", "/assets/../../outside.txt", "/link.txt", "/.env", "/assets/../.env", "/..\\outside.txt"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
}

TEST_F(StaticFilesTest, WhatTheBrowserHasIsNotSentAgain) {
  const std::string tag(*get("/index.html").headers.find("etag"));
  EXPECT_EQ(get("/index.html", {{"If-None-Match", tag}}).status, 304);
  write("site/index.html", "<html>another page</html>");
  EXPECT_EQ(get("/index.html", {{"If-None-Match", tag}}).status, 200);
}

TEST_F(StaticFilesTest, RangesAreAnswered) {
  Response part = get("/assets/app-1a2b.js", {{"Range", "bytes=2-4"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.headers.find("content-range"), "bytes 2-4/10");
  EXPECT_EQ(text_of(part), "234");
  EXPECT_EQ(get("/assets/app-1a2b.js", {{"Range", "bytes=10-"}}).status, 416);
  EXPECT_EQ(get("/assets/app-1a2b.js", {{"Range", "bytes=2-4"}, {"If-Range", "\"old\""}}).status, 200);
}

TEST_F(StaticFilesTest, FolderWithoutAPageIsRefused) {
  EXPECT_EQ(StaticFiles::open(folder_ / "nowhere").error().code, Error::kNotFound);
}

}  // namespace
}  // namespace eyrie::web
