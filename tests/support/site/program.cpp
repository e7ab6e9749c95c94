#include "tests/support/site/program.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace otkel::test {
namespace {

struct CloseFile {
    void operator()(FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<FILE, CloseFile>;

File temporary_file() {
    File file(std::tmpfile());
    if (!file) {
        throw std::runtime_error("no temporary file can be made");
    }
    return file;
}

std::string content(FILE* file) {
    std::rewind(file);
    std::string text;
    char buffer[4096];
    for (auto count = std::fread(buffer, 1, sizeof buffer, file); count > 0;
         count = std::fread(buffer, 1, sizeof buffer, file)) {
        text.append(buffer, count);
    }
    return text;
}

}  // namespace

Ran run_program(const std::string& program, const std::vector<std::string>& arguments, const std::string& input) {
    const auto in = temporary_file();
    const auto out = temporary_file();
    const auto err = temporary_file();
    std::fwrite(input.data(), 1, input.size(), in.get());
    std::rewind(in.get());
    std::vector<char*> words{const_cast<char*>(program.c_str())};
    for (const auto& argument : arguments) {
        words.push_back(const_cast<char*>(argument.c_str()));
    }
    words.push_back(nullptr);
    const pid_t process = fork();
    if (process == 0) {
        dup2(fileno(in.get()), STDIN_FILENO);
        dup2(fileno(out.get()), STDOUT_FILENO);
        dup2(fileno(err.get()), STDERR_FILENO);
        execv(program.c_str(), words.data());
        _exit(127);
    }
    int status = 0;
    waitpid(process, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), content(out.get()), content(err.get())};
}

}  // namespace otkel::test
