using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

/// <summary>
/// The command-line compiler that Roslyn's libraries come without. It takes csc's options, because Roslyn reads them
/// itself; of those that change what is written only -out, -doc, -target and -optimize count.
/// </summary>
internal static class Csc
{
    private static int Main(string[] args)
    {
        string here = Directory.GetCurrentDirectory();
        CSharpCommandLineArguments options = CSharpCommandLineParser.Default.Parse(args, here, null, null);
        if (!Report(options.Errors))
        {
            return 1;
        }
        foreach (CommandLineReference one in options.MetadataReferences)
        {
            if (!File.Exists(one.Reference) && !Directory.Exists(one.Reference))
            {
                Console.WriteLine("error CS0006: there is no assembly and no folder {0}", one.Reference);
                return 1;
            }
        }
        CSharpCompilation compilation = CSharpCompilation.Create(
            options.CompilationName,
            options.SourceFiles.Select(file => Parse(file.Path, options.ParseOptions)),
            References(options),
            options.CompilationOptions);
        return Emit(compilation, options) ? 0 : 1;
    }

    private static SyntaxTree Parse(string path, CSharpParseOptions options)
    {
        using (FileStream file = File.OpenRead(path))
        {
            return CSharpSyntaxTree.ParseText(SourceText.From(file, Encoding.UTF8), options, path);
        }
    }

    // A folder as a reference stands for every assembly in it, so that a runtime's own can be named at once.
    private static IEnumerable<MetadataReference> References(CSharpCommandLineArguments options)
    {
        return options.MetadataReferences
            .SelectMany(one => Directory.Exists(one.Reference)
                ? Directory.GetFiles(one.Reference, "*.dll")
                : new[] { one.Reference })
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path));
    }

    private static bool Emit(CSharpCompilation compilation, CSharpCommandLineArguments options)
    {
        using (var assembly = new MemoryStream())
        using (var documentation = new MemoryStream())
        {
            EmitResult result = compilation.Emit(
                assembly,
                xmlDocumentationStream: options.DocumentationPath == null ? null : documentation,
                options: options.EmitOptions.WithDebugInformationFormat(DebugInformationFormat.Embedded));
            if (!Report(result.Diagnostics) || !result.Success)
            {
                return false;
            }
            File.WriteAllBytes(Path.Combine(options.OutputDirectory, options.OutputFileName), assembly.ToArray());
            if (options.DocumentationPath != null)
            {
                File.WriteAllBytes(options.DocumentationPath, documentation.ToArray());
            }
            return true;
        }
    }

    private static bool Report(IEnumerable<Diagnostic> diagnostics)
    {
        bool isGood = true;
        foreach (Diagnostic one in diagnostics.Where(one => !one.IsSuppressed && one.Severity >= DiagnosticSeverity.Warning))
        {
            Console.WriteLine(one.ToString());
            isGood &= one.Severity != DiagnosticSeverity.Error;
        }
        return isGood;
    }
}
