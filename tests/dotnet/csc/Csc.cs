using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

/// <summary>
/// The command-line compiler that Roslyn's libraries come without. It takes csc's options, because Roslyn reads them
/// itself; of those that change what is written only -out, -doc, -target, -optimize, -delaysign, -debug:portable,
/// -pathmap and -sourcelink count. Without -debug:portable the symbols are in the assembly. With -batch:FILE it compiles one
/// assembly after the other, which takes a fraction of the time of as many starts: FILE has the arguments, each ended by a
/// NUL, and an empty one after those of an assembly.
/// </summary>
internal static class Csc
{
    private const string Batch = "-batch:";

    private static int Main(string[] args)
    {
        string batch = args.FirstOrDefault(one => one.StartsWith(Batch, StringComparison.Ordinal));
        if (batch == null)
        {
            return Compile(args);
        }
        string[] arguments = File.ReadAllText(batch.Substring(Batch.Length)).Split('\0');
        int start = 0;
        for (int end = 0; end < arguments.Length; end++)
        {
            if (arguments[end].Length == 0 && end > start)
            {
                int status = Compile(arguments.Skip(start).Take(end - start).ToArray());
                if (status != 0)
                {
                    string output = arguments.Skip(start).FirstOrDefault(one => one.StartsWith("-out:", StringComparison.Ordinal));
                    Console.WriteLine("not compiled: {0}", output);
                    return status;
                }
                start = end + 1;
            }
        }
        return 0;
    }

    private static int Compile(string[] args)
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
            Unsigned(options.CompilationOptions).WithSourceReferenceResolver(
                new SourceFileResolver(ImmutableArray<string>.Empty, here, options.PathMap)));
        return Emit(compilation, options) ? 0 : 1;
    }

    // -delaysign -keyfile, as mcs has it: the public key and no signature. Roslyn calls that another thing without Windows.
    private static CSharpCompilationOptions Unsigned(CSharpCompilationOptions options)
    {
        return options.DelaySign == true ? options.WithDelaySign(null).WithPublicSign(true) : options;
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
        string output = Path.Combine(options.OutputDirectory, options.OutputFileName);
        string symbolsName = Path.ChangeExtension(options.OutputFileName, ".pdb");
        bool isPortable = options.EmitPdb && options.EmitOptions.DebugInformationFormat == DebugInformationFormat.PortablePdb;
        DebugInformationFormat format =
            isPortable ? DebugInformationFormat.PortablePdb : DebugInformationFormat.Embedded;
        using (var assembly = new MemoryStream())
        using (var symbols = new MemoryStream())
        using (var documentation = new MemoryStream())
        using (Stream sourceLink = options.SourceLink == null ? null : File.OpenRead(options.SourceLink))
        {
            EmitResult result = compilation.Emit(
                assembly,
                isPortable ? symbols : null,
                options.DocumentationPath == null ? null : documentation,
                options: options.EmitOptions.WithDebugInformationFormat(format).WithPdbFilePath(symbolsName),
                sourceLinkStream: sourceLink);
            if (!Report(result.Diagnostics) || !result.Success)
            {
                return false;
            }
            File.WriteAllBytes(output, assembly.ToArray());
            if (isPortable)
            {
                File.WriteAllBytes(Path.Combine(options.OutputDirectory, symbolsName), symbols.ToArray());
            }
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
